import { compareNames } from '../table/names.ts';
import { severityOf, type HostRow } from './host-rows.ts';

/** Key of each column of the table of hosts, and what it sorts by: words, or a number that is null where unknown. */
const keys: Readonly<Record<string, (row: HostRow) => string | number | null>> = {
  name: ({ name }) => name,
  state: ({ word }) => word,
  cpu: ({ values }) => values['cpu.usage'],
  memory: ({ values }) => share(values['memory.used'], values['memory.total']),
  machines: ({ machines }) => machines && machines.all,
  age: ({ since }) => (since === null ? null : -since),
};

/** Rows in order: what calls for attention first, unknown values last whichever way the order goes, equal ones by name. */
export function orderHosts(rows: readonly HostRow[], sort: string): HostRow[] {
  const sign = sort.startsWith('-') ? -1 : 1;
  const key = keys[sort.replace(/^-/, '')] ?? keys['name'];
  const keyed = rows.map((row) => ({ row, severity: severityOf(row), key: key?.(row) ?? null }));
  keyed.sort(
    (a, b) =>
      a.severity - b.severity ||
      sign * compareKeys(a.key, b.key, sign) ||
      compareNames(a.row.name, b.row.name),
  );
  return keyed.map(({ row }) => row);
}

function compareKeys(a: string | number | null, b: string | number | null, sign: number): number {
  if (a === null || b === null) return sign * (Number(a === null) - Number(b === null));
  return typeof a === 'number' && typeof b === 'number' ? a - b : compareNames(String(a), String(b));
}

/** A part of a whole; null where either is unknown. */
export function share(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : part / whole;
}
