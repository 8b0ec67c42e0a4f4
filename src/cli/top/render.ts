import { cell } from './cell.ts';
import { stateOf, type Reading } from './columns.ts';
import { age } from './format.ts';
import { header, rowLines } from './grid.ts';
import { isShown, place } from './layout.ts';
import { plainPaint, type Paint } from './paint.ts';
import { orderRows, type Order } from './rows.ts';
import { readSelector } from './selection.ts';
import type { Table } from './table.ts';
import { keyHelp, type View } from './view.ts';

/** Everything a screen is made from. */
export interface Scene {
  /** Null before the first answer. */
  readonly reading: Reading | null;
  readonly view: View;
  /** Notes about the server: demo data, sources that are down. */
  readonly isDemo: boolean;
  readonly notes: readonly string[];
  /** Why nothing new comes, and for how many seconds; null while connected. */
  readonly lost: { readonly reason: string; readonly seconds: number } | null;
  /** Updates since the screen was frozen. */
  readonly behind: number;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
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

/** One screen of `top`. */
export function render(scene: Scene, size: Size, paint: Paint = plainPaint): Screenful {
  const { reading, view, lost } = scene;
  const fit = (line: string): string => cell(line, size.columns);
  const top = [paint.bold(fit(summary(scene)))];
  if (lost) top.push(paint.red(fit(`no connection for ${age(lost.seconds)}, trying again: ${lost.reason}`)));
  for (const note of scene.notes.slice(0, maxNotes)) top.push(paint.yellow(fit(note)));

  if (view.isHelp) {
    const help = keyHelp.map(([keys, does]) => fit(`  ${cell(keys, 14)} ${does}`));
    return fill([...top, '', ...help], fit('any key goes back, q quits'), size, 0);
  }
  if (!reading) return fill(top, bottom(view, '', size.columns), size, 0);

  const rows = orderRows(reading, view, view.applied);
  const layout = place(reading, size.columns);
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
  const all = reading.table.ids.length;
  const parts = [
    shownCount({ from: scroll, count: page, matching: rows.length, all }),
    sortedBy(view, isShown(layout, view.sort)),
  ];
  if (view.isFrozen) parts.push(`FROZEN, ${scene.behind} behind`);
  const end = bottom(view, parts.join('  '), size.columns);
  return { ...fill([...head, ...body.slice(0, room)], end, size, scroll), page: Math.max(1, page) };
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
  const all = reading.table.ids.length;
  const lines = [
    ...header(layout, order.sort, paint),
    ...rows.flatMap((row) => rowLines(layout, reading, row, paint)),
    `${shownCount({ from: 0, count: rows.length, matching: rows.length, all })}  ${sortedBy(order, isShown(layout, order.sort))}`,
  ];
  return lines.map((line) => line.trimEnd());
}

/** The first line: when, how many VMs in which state, how often. */
export function summary({ reading, isDemo }: Pick<Scene, 'reading' | 'isDemo'>): string {
  const parts = ['virtscope'];
  if (isDemo) parts.push('DEMO: no real VM is shown');
  if (!reading) return [...parts, 'waiting for the first answer'].join('  ');
  const { time, step, ids } = reading.table;
  parts.push(time === null ? 'no values yet' : `${new Date(time * 1000).toISOString().slice(11, 19)} UTC`);
  parts.push(
    ids.length === 0 ? 'no VMs' : `${ids.length} VM${ids.length === 1 ? '' : 's'}: ${states(reading.table)}`,
  );
  return [...parts, `every ${step} s`].join('  ');
}

function states(table: Table): string {
  const counts = new Map<string, number>();
  for (const row of table.ids.keys()) {
    const shown = stateOf(table, row);
    counts.set(shown, (counts.get(shown) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
}

/** Rows on the screen, rows that the selector asks for, and all. */
function shownCount(of: { from: number; count: number; matching: number; all: number }): string {
  const { from, count, matching, all } = of;
  const total = `${all} VM${all === 1 ? '' : 's'}`;
  if (count === all) return total;
  if (count === matching) return `${matching} of ${total}`;
  const shown = `${from + 1}–${from + count}`;
  return matching === all ? `${shown} of ${total}` : `${shown} of the ${matching} of ${total}`;
}

/** Columns that are sums of two. */
const sums: Readonly<Record<string, string>> = { disk: 'read + write', net: 'rx + tx' };

/** What the rows are ordered by, and that it cannot be seen. */
function sortedBy({ sort, reverse }: Order, isSeen: boolean): string {
  const sum = sums[sort];
  const hidden = isSeen ? '' : sum === undefined ? ', which has no room' : `, which is ${sum}`;
  return `sorted by ${sort}${hidden}${reverse ? ', reversed' : ''}`;
}

function bottom(view: View, about: string, width: number): string {
  const problem = readSelector(view.filter).problem?.replace(/^Cannot read selector: /, '') ?? '';
  if (view.isTyping) {
    const typed = `/${view.filter}▏`;
    return cell(problem === '' ? `${typed}  ${about}` : `${typed}  ${problem}`, width);
  }
  const parts = [about];
  if (view.filter !== '')
    parts.push(problem === '' ? `filter ${view.filter}` : `filter ${view.filter}: ${problem}`);
  const keys = `  ${view.isFrozen ? 'space goes on' : '? keys  / filter'}  q quit`;
  const left = Math.max(0, width - keys.length);
  return cell(parts.join('  ').trim(), left) + cell(keys, width - left);
}

function fill(lines: readonly string[], last: string, size: Size, scroll: number): Screenful {
  const room = Math.max(0, size.rows - 1);
  const body = lines.slice(0, room);
  while (body.length < room) body.push('');
  return { lines: [...body, last].slice(0, size.rows), scroll, page: room };
}
