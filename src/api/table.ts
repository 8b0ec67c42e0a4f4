import { number, numbers, object } from '../lib/json.ts';
import type { EntityClass } from '../model/entity.ts';
import { reasonCode } from '../model/reason.ts';
import type { LatestTable } from '../store/mod.ts';
import { columnsBody } from './columns.ts';
import type { Services } from './context.ts';
import { troubleView } from './entity-view.ts';

/** Newest values of all entities of a class as JSON text, a column for each metric. */
export function tableJson(services: Services, cls: EntityClass, columns: readonly string[]): string {
  const latest = services.store.latest(cls, columns);
  const { entities } = latest;
  const now = services.clock.now();
  const list = (of: (entity: (typeof entities)[number]) => unknown): string =>
    JSON.stringify(entities.map((entity) => of(entity)));
  return object([
    ['time', number(latest.time / 1000)],
    ['step', number(services.stepMs / 1000)],
    ['ids', list(({ id }) => id)],
    ['names', list(({ name }) => name)],
    ['states', list(({ state }) => state)],
    ['hosts', list(({ host }) => host)],
    ['troubles', list(({ trouble }) => troubleView(trouble, now))],
    ...valueMembers(latest),
  ]);
}

/** The same values as columns of doubles, without what is said of the entities. */
export function tableColumns(
  services: Services,
  cls: EntityClass,
  columns: readonly string[],
): Buffer<ArrayBuffer> {
  const latest = services.store.latest(cls, columns);
  const ids = latest.entities.map(({ id }) => id);
  return columnsBody({ time: latest.time / 1000, ids, columns }, [...latest.columns.values()]);
}

/** The values alone: for whoever has the table and knows that its rows are the same. */
export function valuesJson(latest: LatestTable): string {
  return object([['time', number(latest.time / 1000)], ...valueMembers(latest)]);
}

function valueMembers({ columns, reasons }: LatestTable): [name: string, json: string][] {
  const values = Array.from(columns, ([name, column]) => [name, numbers(column)] as const);
  const whys = Array.from(reasons, ([name, codes]) => [name, sparse(codes)] as const);
  return [
    ['columns', object(values)],
    ['reasons', object(whys.filter(([, json]) => json !== '{}'))],
  ];
}

/** `{"3":"stuck"}`: only what is unknown has a reason. */
function sparse(codes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code !== 0) text += `${text ? ',' : ''}"${i}":"${reasonCode(code)}"`;
  }
  return `{${text}}`;
}
