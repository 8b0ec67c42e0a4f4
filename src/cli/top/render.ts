import { printable } from '../printable.ts';
import { cell } from '../terminal/cell.ts';
import type { Reading } from './columns.ts';
import { age } from './format.ts';
import { header, rowLines } from './grid.ts';
import { about, lastLine } from './last-line.ts';
import { isShown, place } from './layout.ts';
import { plainPaint, type Paint } from '../terminal/paint.ts';
import { orderRows, type Order } from './rows.ts';
import { summary } from './summary.ts';
import type { Size } from '../terminal/screen.ts';
import { keyHelp, type View } from './view.ts';
import { paragraph, wrap } from '../terminal/wrap.ts';

/** Everything a screen is made from. */
export interface Scene {
  /** Null before the first answer. */
  readonly reading: Reading | null;
  readonly view: View;
  /** Notes about the server: demo data, sources that are down. */
  readonly isDemo: boolean;
  readonly notes: readonly string[];
  /** Why nothing new comes, for how many seconds, and whether the server answers, with an error; null while it comes. */
  readonly lost: { readonly reason: string; readonly seconds: number; readonly isRefused: boolean } | null;
  /** Updates since the screen was frozen. */
  readonly behind: number;
}

export interface Screenful {
  /** As many as the terminal has rows, each no wider than the terminal. */
  readonly lines: string[];
  /** First row shown, once there are so many. */
  readonly scroll: number;
  /** Rows of VMs that fit. */
  readonly page: number;
}

const maxNotes = 3;
/** Of each note: what is down or refused is said by others, at any length. */
const maxNoteLines = 3;

/** One screen of `top`. */
export function render(scene: Scene, size: Size, paint: Paint = plainPaint): Screenful {
  const { reading, view, lost, behind } = scene;
  const { columns: width } = size;
  const note = (text: string): string[] => paragraph(printable(text), width, maxNoteLines);
  const top = [paint.bold(cell(summary(scene, width), width))];
  if (lost) top.push(...note(lostText(lost)).map(paint.red));
  top.push(...scene.notes.slice(0, maxNotes).flatMap(note).map(paint.yellow));

  if (view.isHelp)
    return fill([...top, '', ...help(width)], cell('any key goes back, q quits', width), size, 0);
  if (!reading) return fill(top, lastLine(view, null, true, behind, width), size, 0);

  const rows = orderRows(reading, view, view.applied);
  const layout = place(reading, width);
  const head = [...top, ...header(layout, view.sort, paint)];
  const linesOf = (row: number): string[] => rowLines(layout, reading, row, paint);
  const room = Math.max(0, size.rows - head.length - 1);
  const scroll = Math.max(
    0,
    Math.min(view.scroll, rows.length - pageBefore(rows, rows.length, room, linesOf)),
  );
  const body: string[] = [];
  let page = 0;
  for (const row of rows.slice(scroll, scroll + room)) {
    const lines = linesOf(row);
    if (page > 0 && body.length + lines.length > room) break;
    body.push(...lines);
    page++;
  }
  const counts = { from: scroll, count: page, matching: rows.length, all: reading.table.ids.length };
  const end = lastLine(view, counts, isShown(layout, view.sort), behind, width);
  return { ...fill([...head, ...body.slice(0, room)], end, size, scroll), page: Math.max(1, page) };
}

function lostText({ reason, seconds, isRefused }: NonNullable<Scene['lost']>): string {
  return `${isRefused ? 'no values' : 'no connection'} for ${age(seconds)}, trying again: ${reason}`;
}

/** Every key and what it does. */
function help(width: number): string[] {
  const indent = 17;
  return keyHelp.flatMap(([keys, does]) => {
    const lines = wrap(does, Math.max(1, width - indent));
    return lines.map((line, i) => cell(`  ${cell(i === 0 ? keys : '', indent - 3)} ${line}`, width));
  });
}

/** How many rows before `end` fill a page. */
function pageBefore(
  rows: readonly number[],
  end: number,
  room: number,
  linesOf: (row: number) => readonly string[],
): number {
  let used = 0;
  let count = 0;
  while (count < end) {
    used += linesOf(rows[end - count - 1] ?? 0).length;
    if (used > room && count > 0) break;
    count++;
    if (used >= room) break;
  }
  return count;
}

/** The table alone, all rows of it, for `--once`. */
export function renderOnce(
  reading: Reading,
  order: Order,
  select: string,
  width: number,
  paint: Paint = plainPaint,
): string[] {
  const rows = orderRows(reading, order, select);
  const layout = place(reading, width);
  const { length } = rows;
  const counts = { from: 0, count: length, matching: length, all: reading.table.ids.length };
  const lines = [
    ...header(layout, order.sort, paint),
    ...rows.flatMap((row) => rowLines(layout, reading, row, paint)),
    about(width, counts, order, isShown(layout, order.sort)),
  ];
  return lines.map((line) => line.trimEnd());
}

function fill(lines: readonly string[], last: string, size: Size, scroll: number): Screenful {
  const room = Math.max(0, size.rows - 1);
  const body = lines.slice(0, room);
  while (body.length < room) body.push('');
  return { lines: [...body, last].slice(0, size.rows), scroll, page: room };
}
