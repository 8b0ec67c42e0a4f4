import { LIGHTS } from '../../model/light.ts';
import { columnNamed, type Reading } from './columns.ts';
import { selectedRows } from './selection.ts';
import { lightOfVm } from './state.ts';
import type { Table } from './table.ts';

export interface Order {
  /** Name of a column. */
  readonly sort: string;
  readonly reverse: boolean;
}

/**
 * The rows that a selector asks for, what calls for attention first whatever the order. Of the others, and among those, numbers
 * fall and texts rise, the other way round with `reverse`; what is unknown is always last, and equal ones are in the
 * order of their names.
 */
export function orderRows(reading: Reading, { sort, reverse }: Order, selector: string): number[] {
  const { table } = reading;
  const { sortBy, isText } = columnNamed(sort);
  const rows = selectedRows(reading, selector);
  const keys = new Map(rows.map((row) => [row, sortBy(reading, row)]));
  const severity = new Map(rows.map((row) => [row, LIGHTS.indexOf(lightOfVm(table, row))]));
  const direction = (isText ? 1 : -1) * (reverse ? -1 : 1);
  return rows.sort((a, b) => {
    const apart = (severity.get(a) ?? 0) - (severity.get(b) ?? 0);
    if (apart !== 0) return apart;
    const [x = null, y = null] = [keys.get(a), keys.get(b)];
    if (x === y) return byName(table, a, b);
    if (x === null) return 1;
    if (y === null) return -1;
    return (x < y ? -1 : 1) * direction;
  });
}

function byName({ names, ids }: Table, a: number, b: number): number {
  const [x, y] = [`${names[a]}\n${ids[a]}`, `${names[b]}\n${ids[b]}`];
  return x < y ? -1 : 1;
}
