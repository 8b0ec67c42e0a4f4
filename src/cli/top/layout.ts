import { printable } from '../printable.ts';
import { widthOf } from './cell.ts';
import { columnNamed, columns, type Column, type Reading } from './columns.ts';

/** A column as it is drawn. */
export interface Placed {
  readonly column: Column;
  readonly width: number;
}

/** Where the parts of a row are drawn. */
export interface Layout {
  readonly placed: readonly Placed[];
  /** Where reasons are that stand below their row; null where they have a column, or there are none. */
  readonly below: { readonly indent: number; readonly width: number } | null;
}

/** No name makes its column wider than this on a terminal. */
const maxTextWidth = 40;

/**
 * The columns that fit `width`, a blank between them: the least needed ones are left out first, and the remaining room
 * widens text columns to their longest text, also that of rows that are filtered out: typing a filter moves no column.
 * The last column is for reasons and has all the room that is left; where that is too little they stand below their rows.
 */
export function place(reading: Reading, width: number): Layout {
  const why = columnNamed('why');
  let shown = columns.filter((column) => column.title !== null && column !== why);
  while (shown.length > 1 && total(shown) > width) {
    const first = Math.min(...shown.map(({ dropOrder }) => dropOrder));
    shown = shown.filter(({ dropOrder }) => dropOrder !== first);
  }
  let spare = width - total(shown);
  const placed = shown.map((column) => {
    if (!column.isText) return { column, width: column.width };
    const limit = Number.isFinite(width) ? maxTextWidth : Infinity;
    const wanted = Math.min(limit, longest(column, reading));
    const more = Math.max(0, Math.min(spare, wanted - column.width));
    spare -= more;
    return { column, width: Math.min(width, column.width + more) };
  });
  const wanted = longest(why, reading);
  if (wanted === 0) return { placed, below: null };
  const room = spare - 1;
  if (room < Math.min(why.width, wanted)) return { placed, below: belowOf(width) };
  const whyWidth = Math.max(why.title?.length ?? 0, Math.min(room, wanted));
  return { placed: [...placed, { column: why, width: whyWidth }], below: null };
}

function belowOf(width: number): NonNullable<Layout['below']> {
  const indent = width < 20 ? 0 : 2;
  return { indent, width: width - indent };
}

/** Whether a column can be seen. */
export function isShown({ placed, below }: Layout, name: string): boolean {
  return placed.some(({ column }) => column.name === name) || (name === 'why' && below !== null);
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
