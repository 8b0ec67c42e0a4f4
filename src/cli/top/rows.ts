import { columnNamed, type Reading } from './columns.ts';
import type { Table } from './table.ts';

export interface Order {
  /** Name of a column. */
  readonly sort: string;
  readonly reverse: boolean;
  /** Rows whose name, state or UUID has it, whatever the case; all with an empty one. */
  readonly filter: string;
}

/**
 * The rows to show, best first: numbers fall, texts rise, the other way round with `reverse`; what is unknown is
 * always last, and equal ones are in the order of their names.
 */
export function orderRows(reading: Reading, { sort, reverse, filter }: Order): number[] {
  const { table } = reading;
  const { sortBy, isText } = columnNamed(sort);
  const wanted = filter.toLowerCase();
  const rows = table.ids.map((_, row) => row).filter((row) => wanted === '' || matches(table, row, wanted));
  const keys = new Map(rows.map((row) => [row, sortBy(reading, row)]));
  const direction = (isText ? 1 : -1) * (reverse ? -1 : 1);
  return rows.sort((a, b) => {
    const [x = null, y = null] = [keys.get(a), keys.get(b)];
    if (x === y) return byName(table, a, b);
    if (x === null) return 1;
    if (y === null) return -1;
    return (x < y ? -1 : 1) * direction;
  });
}

function matches({ names, states, ids, conditions }: Table, row: number, wanted: string): boolean {
  return [names[row], states[row], conditions[row]?.kind, ids[row]].some((text) =>
    text?.toLowerCase().includes(wanted),
  );
}

function byName({ names, ids }: Table, a: number, b: number): number {
  const [x, y] = [`${names[a]}\n${ids[a]}`, `${names[b]}\n${ids[b]}`];
  return x < y ? -1 : 1;
}
