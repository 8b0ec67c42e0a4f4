import { cell, widthOf } from '../terminal/cell.ts';
import { fitting } from '../terminal/fitting.ts';
import type { Order } from './rows.ts';
import { readSelector } from './selection.ts';
import type { View } from './view.ts';

/** What of the rows is on the screen. */
export interface Counts {
  /** First row shown. */
  readonly from: number;
  readonly count: number;
  /** Rows that the selector asks for. */
  readonly matching: number;
  readonly all: number;
}

/** Which rows are shown, and their order: that it cannot be seen, where its column is not shown. */
export function about(width: number, counts: Counts, order: Order, isSeen: boolean): string {
  return fitting(width, [...ways(counts, order, isSeen)]);
}

/** The last line of a screen. @param counts null where there are no rows yet. @param behind updates since it was frozen. */
export function lastLine(
  view: View,
  counts: Counts | null,
  isSeen: boolean,
  behind: number,
  width: number,
): string {
  const state = counts ? [...ways(counts, view, isSeen)] : [[]];
  const problem = readSelector(view.filter).problem?.replace(/^Cannot read selector: /, '') ?? '';
  if (view.isTyping) {
    const typed = `/${view.filter}▏`;
    return cell(
      fitting(width, problem === '' ? state.map((parts) => [typed].concat(parts)) : [[typed, problem]]),
      width,
    );
  }
  const filter = view.filter === '' ? '' : `filter ${view.filter}${problem && `: ${problem}`}`;
  const [frozen, shortly] = view.isFrozen ? [`FROZEN, ${behind} behind`, 'FROZEN'] : ['', ''];
  const lines = state.map((parts) => parts.concat(frozen, filter));
  lines.push((state.at(-1) ?? []).concat(shortly, filter));
  const text = fitting(width, lines);
  const keys = view.isFrozen
    ? ['space goes on  q quit', 'space goes on']
    : ['? keys  / filter  q quit', '? keys'];
  const room = width - widthOf(text) - 2;
  const hint = keys.find((one) => one.length <= room) ?? '';
  return cell(text, width - hint.length) + hint;
}

/** From the longest to the shortest. */
function* ways(counts: Counts, { sort, reverse }: Order, isSeen: boolean): Generator<string[]> {
  const sum = sums[sort];
  const hidden = isSeen ? '' : sum === undefined ? ', which has no room' : `, which is ${sum}`;
  const total = `${counts.all} VM${counts.all === 1 ? '' : 's'}`;
  const reversed = reverse ? ', reversed' : '';
  yield [shown(counts, total), `sorted by ${sort}${hidden}${reversed}`];
  const shortly = isSeen ? '' : sum === undefined ? ' (no room)' : ' (sum)';
  const by = `by ${sort}${shortly}${reversed}`;
  yield [shown(counts, total), by];
  yield [shown(counts, counts.all.toString()), by];
  // Its title is bold.
  if (isSeen) yield [shown(counts, counts.all.toString())];
}

/** Columns that are sums of two. */
const sums: Readonly<Record<string, string>> = { disk: 'read + write', net: 'rx + tx' };

/** Rows on the screen, rows that the selector asks for, and all. */
function shown({ from, count, matching, all }: Counts, total: string): string {
  if (count === all) return total;
  if (count === matching) return `${matching} of ${total}`;
  const rows = `${from + 1}–${from + count}`;
  return matching === all ? `${rows} of ${total}` : `${rows} of the ${matching} of ${total}`;
}
