import { Reason, reasonCode } from '../../model/reason.ts';
import type { History, HistoryColumn } from '../../store/mod.ts';

/** A stretch in which metrics are unknown for one reason. */
export interface Gap {
  readonly start: number;
  readonly end: number;
  readonly reason: string;
  readonly code: string;
  readonly metrics: readonly string[];
}

/**
 * The gaps of columns whose rows begin at `start`, those with the same bounds and reason in one; in order of time.
 *
 * @param textOf the sentence of a reason.
 */
export function gapsOf(
  { start, stepMs }: { start: number; stepMs: number },
  columns: readonly HistoryColumn[],
  textOf: (reason: number) => string,
): Gap[] {
  const gaps = new Map<string, { from: number; to: number; reason: number; metrics: string[] }>();
  for (const { metric, reasons } of columns) {
    for (const [from, to, reason] of runs(reasons)) {
      const key = `${from} ${to} ${reason}`;
      const gap = gaps.get(key);
      if (gap) gap.metrics.push(metric);
      else gaps.set(key, { from, to, reason, metrics: [metric] });
    }
  }
  const at = (row: number): number => (start + row * stepMs) / 1000;
  return [...gaps.values()]
    .sort((a, b) => a.from - b.from || a.to - b.to)
    .map(({ from, to, reason, metrics }) => {
      return { start: at(from), end: at(to), reason: textOf(reason), code: reasonCode(reason), metrics };
    });
}

/** The whole span as a gap of the metrics that were asked for and have no column; none where all have one. */
export function gapsOfAbsent(
  { start, end, columns }: Pick<History, 'start' | 'end' | 'columns'>,
  asked: readonly string[],
  reason: Reason,
  textOf: (reason: number) => string,
): Gap[] {
  const there = new Set(columns.map(({ metric }) => metric));
  const metrics = asked.filter((metric) => !there.has(metric));
  if (metrics.length === 0 || end <= start) return [];
  return [
    { start: start / 1000, end: end / 1000, reason: textOf(reason), code: reasonCode(reason), metrics },
  ];
}

/** A stretch in which one metric is unknown for one reason. */
export type SeriesGap = Omit<Gap, 'metrics'>;

/** Gaps that a series is answered with: beyond the newest, unknown values are without a reason. */
const mostGaps = 1000;

/** The gaps of one column, the newest thousand, in order of time. */
export function seriesGaps(
  { start, stepMs }: { start: number; stepMs: number },
  { reasons }: HistoryColumn,
  textOf: (reason: number) => string,
): SeriesGap[] {
  return [...runs(reasons)].slice(-mostGaps).map(([from, to, reason]) => ({
    start: (start + from * stepMs) / 1000,
    end: (start + to * stepMs) / 1000,
    reason: textOf(reason),
    code: reasonCode(reason),
  }));
}

/** `{"3":"stuck"}` for the rows of a column that are unknown. */
export function sparseReasons({ reasons }: HistoryColumn): Record<string, string> {
  const sparse: Record<string, string> = {};
  for (const [row, reason] of reasons.entries()) {
    if (reason !== Reason.known) sparse[row] = reasonCode(reason);
  }
  return sparse;
}

function* runs(reasons: Uint8Array): Generator<[from: number, to: number, reason: number]> {
  let from = 0;
  for (let row = 1; row <= reasons.length; row++) {
    const reason = reasons[from] as number;
    if (row < reasons.length && reasons[row] === reason) continue;
    if (reason !== Reason.known) yield [from, row, reason];
    from = row;
  }
}
