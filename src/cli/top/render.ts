import { cell } from './cell.ts';
import type { Reading } from './columns.ts';
import { age } from './format.ts';
import { header, rowLine } from './grid.ts';
import { place } from './layout.ts';
import { plainPaint, type Paint } from './paint.ts';
import { orderRows, type Order } from './rows.ts';
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
  if (!reading) return fill(top, bottom(view, 0, 0, 0, size.columns), size, 0);

  const rows = orderRows(reading, view);
  const placed = place(reading, size.columns);
  const head = [...top, ...header(placed, view.sort, paint)];
  const page = Math.max(0, size.rows - head.length - 1);
  const scroll = Math.max(0, Math.min(view.scroll, rows.length - page));
  const body = rows.slice(scroll, scroll + page).map((row) => rowLine(placed, reading, row, paint));
  const end = bottom(view, rows.length, reading.table.ids.length, scene.behind, size.columns);
  return { ...fill([...head, ...body], end, size, scroll), page };
}

/** The table alone, all rows of it, for `--once`. */
export function renderOnce(
  reading: Reading,
  order: Order,
  width: number,
  paint: Paint = plainPaint,
): string[] {
  const rows = orderRows(reading, order);
  const placed = place(reading, width);
  const lines = [
    ...header(placed, order.sort, paint),
    ...rows.map((row) => rowLine(placed, reading, row, paint)),
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

function states({ conditions, states: of }: Table): string {
  const counts = new Map<string, number>();
  for (const [row, state] of of.entries()) {
    const shown = conditions[row]?.kind ?? state;
    counts.set(shown, (counts.get(shown) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
}

function bottom(view: View, shown: number, all: number, behind: number, width: number): string {
  if (view.isTyping) return cell(`/${view.filter}▏`, width);
  const parts = [`sorted by ${view.sort}${view.reverse ? ' (reversed)' : ''}`];
  if (view.filter !== '') parts.push(`filter "${view.filter}": ${shown} of ${all}`);
  if (view.isFrozen) parts.push(`FROZEN, ${behind} behind`);
  const keys = `  ${view.isFrozen ? 'space goes on' : '? keys  / filter'}  q quit`;
  const left = Math.max(0, width - keys.length);
  return cell(parts.join('  '), left) + cell(keys, width - left);
}

function fill(lines: readonly string[], last: string, size: Size, scroll: number): Screenful {
  const room = Math.max(0, size.rows - 1);
  const body = lines.slice(0, room);
  while (body.length < room) body.push('');
  return { lines: [...body, last].slice(0, size.rows), scroll, page: room };
}
