import { PARAM_TYPE, type TypedParam } from '../codec/typed-param.ts';

/** A value as `virsh domstats --raw` prints it in the C locale. */
export function printValue(param: TypedParam): string {
  if (param.type === PARAM_TYPE.boolean) return param.value ? 'yes' : 'no';
  return param.type === PARAM_TYPE.double ? param.value.toFixed(6) : String(param.value);
}

/** Records as `virsh domstats --raw` prints them. */
export function printDomainStats(
  records: readonly { domain: { name: string }; params: readonly TypedParam[] }[],
): string {
  return records
    .map(({ domain, params }) => {
      const lines = params.map((param) => `  ${param.field}=${printValue(param)}\n`);
      return `Domain: '${domain.name}'\n${lines.join('')}\n`;
    })
    .join('');
}
