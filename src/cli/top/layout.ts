import { printable } from '../printable.ts';
import { widthOf } from './cell.ts';
import { columns, type Column, type Reading } from './columns.ts';

/** A column as it is drawn. */
export interface Placed {
  readonly column: Column;
  readonly width: number;
}

/** No name makes its column wider than this on a terminal. */
const maxTextWidth = 40;

/**
 * The columns that fit `width`, a blank between them: the least needed ones are left out first, and the remaining room
 * widens text columns to their longest text, also that of rows that are filtered out: typing a filter moves no column.
 */
export function place(reading: Reading, width: number): Placed[] {
  let shown = columns.filter(({ title, isUseful }) => title !== null && (isUseful?.(reading) ?? true));
  while (shown.length > 1 && total(shown) > width) {
    const first = Math.min(...shown.map(({ dropOrder }) => dropOrder));
    shown = shown.filter(({ dropOrder }) => dropOrder !== first);
  }
  let spare = width - total(shown);
  return shown.map((column) => {
    if (!column.isText) return { column, width: column.width };
    const limit = Number.isFinite(width) ? maxTextWidth : Infinity;
    const wanted = Math.min(limit, longest(column, reading));
    const more = Math.max(0, Math.min(spare, wanted - column.width));
    spare -= more;
    return { column, width: Math.min(width, column.width + more) };
  });
}

function total(shown: readonly Column[]): number {
  return shown.reduce((sum, { width }) => sum + width, shown.length - 1);
}

function longest(column: Column, reading: Reading): number {
  let most = 0;
  for (const row of reading.table.ids.keys()) {
    most = Math.max(most, widthOf(printable(column.cell(reading, row))));
  }
  return most;
}
