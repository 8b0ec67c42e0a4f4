import type { Table as WholeTable, TableValues } from '../../api/wire/table.ts';

/** `GET /metrics/VM?columns=…` as far as it is shown: one entry for each VM in every list, times in epoch seconds. */
export type Table = Readonly<Omit<WholeTable, 'reasons'>>;

/** Whether parsed JSON can be used as a table; the server may be no virtscope at all. */
export function isTable(value: unknown): value is Table {
  if (typeof value !== 'object' || value === null) return false;
  const { ids, names, states, stateReasons, hosts, sources, conditions, facts, columns, step } =
    value as Partial<Table>;
  const rows = Array.isArray(ids) ? ids.length : -1;
  const isList = (list: unknown): boolean => Array.isArray(list) && list.length === rows;
  const lists = [names, states, stateReasons, hosts, sources, conditions];
  const areColumns = hasColumns(columns, rows) && hasColumns(facts, rows);
  return lists.every(isList) && typeof step === 'number' && areColumns;
}

/** The table with newer numbers, or null where they are of other rows. */
export function update(table: Table, value: unknown): Table | null {
  if (typeof value !== 'object' || value === null) return null;
  const { time = null, columns } = value as Partial<TableValues>;
  return columns && hasColumns(columns, table.ids.length) ? { ...table, time, columns } : null;
}

function hasColumns(columns: unknown, rows: number): boolean {
  if (typeof columns !== 'object' || columns === null) return false;
  return Object.values(columns).every((column) => Array.isArray(column) && column.length === rows);
}
