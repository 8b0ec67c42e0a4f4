/** `GET /metrics/VM?columns=…` as the server writes it: one entry for each VM in every list, times in epoch seconds. */
export interface Table {
  readonly time: number | null;
  /** Seconds from one poll to the next. */
  readonly step: number;
  readonly ids: readonly string[];
  readonly names: readonly string[];
  readonly states: readonly string[];
  readonly troubles: readonly (Trouble | null)[];
  /** Null where unknown. */
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
}

export interface Trouble {
  readonly kind: string;
  readonly since: number;
  readonly reason: string;
}

/** What an `event: values` says: the same rows, newer numbers. */
export type Values = Pick<Table, 'time' | 'columns'>;

/** Whether parsed JSON can be used as a table; who answers may be no virtscope at all. */
export function isTable(value: unknown): value is Table {
  if (typeof value !== 'object' || value === null) return false;
  const { ids, names, states, troubles, columns, step } = value as Partial<Table>;
  const rows = Array.isArray(ids) ? ids.length : -1;
  const isList = (list: unknown): boolean => Array.isArray(list) && list.length === rows;
  return [names, states, troubles].every(isList) && typeof step === 'number' && hasColumns(columns, rows);
}

/** The table with newer numbers, or null where they are of other rows. */
export function update(table: Table, value: unknown): Table | null {
  if (typeof value !== 'object' || value === null) return null;
  const { time = null, columns } = value as Partial<Values>;
  return columns && hasColumns(columns, table.ids.length) ? { ...table, time, columns } : null;
}

function hasColumns(columns: unknown, rows: number): boolean {
  if (typeof columns !== 'object' || columns === null) return false;
  return Object.values(columns).every((column) => Array.isArray(column) && column.length === rows);
}
