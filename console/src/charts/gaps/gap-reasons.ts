import { unexplained, type Gap } from '../../data/columns.ts';
import { beforeHistory, beforeStart } from '../../data/reasons.ts';

/** What is known besides the rows. Epoch seconds. */
interface Known {
  /** Nothing was collected before; 0 where history is older than this run of virtscope. */
  readonly began: number;
  /** When virtscope started since. */
  readonly starts: readonly number[];
  /** Length of a row, seconds. */
  readonly step: number;
  /** When the entity was removed; null while it is there. */
  readonly removedSince: number | null;
}

/**
 * Gaps as a person would name them: an idle disk has no latency and that is none, before the first value there is no
 * history, and the first sample of a rate, or what has no reason, belongs to what was before it.
 */
export function mergeGaps(gaps: readonly Gap[], known: Known): Gap[] {
  const result: Gap[] = [];
  for (const gap of gaps.flatMap((one) => explained(one, known))) {
    if (gap.code === 'idle') continue;
    const last = result.at(-1);
    const touches = last !== undefined && last.end >= gap.start - 0.001;
    const isBefore = touches && last.code === beforeHistory && gap.code === 'not-collected';
    const continues = gap.code === 'first-sample' || gap.code === unexplained || gap.code === last?.code;
    // A first poll that took longer than a row leaves one row of its first sample, and nothing after it.
    const isLateStart = touches && last.code === 'first-sample' && gap.code === beforeHistory;
    if (isLateStart) last.code = beforeHistory;
    if (touches && (continues || isBefore || isLateStart)) {
      last.end = gap.end;
    } else result.push(gap);
  }
  return result;
}

/** What was not collected was not because virtscope did not run, or because there is nothing any more. */
function explained(gap: Gap, { began, starts, step, removedSince }: Known): Gap[] {
  if (gap.code !== 'not-collected') return [{ ...gap }];
  const { start, end } = gap;
  if (end <= began) return [{ start, end, code: beforeHistory }];
  const started = starts.findLast((time) => time > start && time < end + step);
  const code = removedSince !== null && end > removedSince ? 'gone' : gap.code;
  if (started === undefined) return [{ start, end, code }];
  // What was before the first start of all is not a time in which it was stopped.
  const until = { start, end: Math.min(started, end), code: started <= began ? beforeHistory : beforeStart };
  // What is left of the row in which it started is no gap of its own.
  return end - started < step ? [{ ...until, end }] : [until, { start: started, end, code }];
}

/** Why a row that ends at `time` is unknown: as the gap has it that it is in, so that one outage has one reason on a page; else `own`. */
export function reasonIn(
  gaps: readonly Gap[],
  time: number,
  step: number,
  own: string | null,
): string | null {
  const middle = time - step / 2;
  return gaps.find(({ start, end }) => start < middle && middle < end)?.code ?? own;
}
