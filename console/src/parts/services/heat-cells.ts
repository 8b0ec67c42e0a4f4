import type { LatencyHistogram } from '../../../../src/api/wire/latency.ts';

/** How many calls took about so long at about a time. */
export interface HeatCell {
  /** From the left. */
  readonly column: number;
  /** From the bottom, the fastest. */
  readonly row: number;
  /** Share of the calls of its column. */
  readonly share: number;
}

/** Rows of a heat map: below 244 µs, 1 ms, 4 ms …, and the last of 4 s and more. */
export const heatRows = 9;
const firstPower = -12;

/** Cells of a heat map with so many columns between two times (epoch seconds). */
export function heatCells(
  intervals: LatencyHistogram['series'][number]['intervals'],
  { start, end, columns }: { start: number; end: number; columns: number },
): HeatCell[] {
  const counts = Array.from({ length: columns }, () => new Map<number, number>());
  for (const interval of intervals) {
    const column = Math.floor(((interval.end - start) / (end - start)) * columns);
    const of = counts[Math.min(column, columns - 1)];
    for (const [bound, count] of interval.buckets) {
      const row = rowOf(bound);
      of?.set(row, (of.get(row) ?? 0) + count);
    }
  }
  return counts.flatMap((of, column) => {
    const all = [...of.values()].reduce((sum, count) => sum + count, 0);
    return Array.from(of, ([row, count]) => ({ column, row, share: count / all }));
  });
}

/** A row is four times as slow as the one below. */
function rowOf(bound: number): number {
  const row = Math.ceil((Math.log2(bound) - firstPower) / 2);
  return Math.min(Math.max(row, 0), heatRows - 1);
}
