import type { Columns } from '../data/columns.ts';
import type { Mark } from '../data/marks.ts';
import { firstAfter } from './rows/first-after.ts';
import type { Line } from './specs.ts';
import { spanAt, type Span } from '../view/window.ts';

/** What the charts of a page are drawn of. Reading a member follows it. */
export interface Drawn {
  readonly class: string;
  /** What reads the entities; null where several do, or it is not known yet. */
  readonly source: string | null;
  /** Null before the first answer. */
  readonly columns: Columns | null;
  /** The rows are of an earlier range, until those of this one come. */
  readonly pending: boolean;
  /** What happened meanwhile, oldest first. */
  readonly marks: readonly Mark[];
  /** Since when it is no longer reported, epoch seconds; null while it is. */
  readonly removedSince: number | null;
  /** Address of the history of these lines. */
  historyUri(lines: readonly Line[], query: Readonly<Record<string, string>>): string;
}

/** What the time axis of a page spans now. */
export function spanOf({ columns }: Drawn): Span {
  return spanAt(columns?.times.at(-1));
}

/** First and last row inside the shown span; the last is before the first where there is none. */
export function rowsShown(view: Drawn): { first: number; last: number } {
  const { from, to } = spanOf(view);
  const times = view.columns?.times ?? [];
  return { first: firstAfter(times, from), last: firstAfter(times, to + 0.001) - 1 };
}
