import { printable } from '../printable.ts';
import { widthOf } from '../terminal/cell.ts';
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
 * No state is cut. The last column is for reasons and has all the room that is left; where that is too little they stand below their rows.
 */
export function place(reading: Reading, width: number): Layout {
  const why = columnNamed('why');
  let shown = columns.filter((column) => column.title !== null && column !== why);
  const stateWidth = Math.min(maxTextWidth, longest(columnNamed('state'), reading));
  // A name can be cut, a state cannot: none of its parts is a word.
  const least = ({ name, width: own }: Column): number =>
    name === 'state' ? Math.max(own, stateWidth) : own;
  const total = (): number => shown.reduce((sum, column) => sum + least(column), shown.length - 1);
  while (shown.length > 1 && total() > width) {
    const first = Math.min(...shown.map(({ dropOrder }) => dropOrder));
    shown = shown.filter(({ dropOrder }) => dropOrder !== first);
  }
  let spare = width - total();
  const placed = shown.map((column) => {
    if (!column.isText) return { column, width: column.width };
    const limit = Number.isFinite(width) ? maxTextWidth : Infinity;
    const wanted = Math.min(limit, longest(column, reading));
    const more = Math.max(0, Math.min(spare, wanted - least(column)));
    spare -= more;
    return { column, width: Math.min(width, least(column) + more) };
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

function longest(column: Column, reading: Reading): number {
  let most = 0;
  for (const row of reading.table.ids.keys()) {
    most = Math.max(most, widthOf(printable(column.cell(reading, row))));
  }
  return most;
}
