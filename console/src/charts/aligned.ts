import type { Columns } from '../columns.ts';
import type { Line } from './specs.ts';

/** Columns as uPlot wants them: times, then one array per line, mirrored lines below zero. */
export function aligned(
  columns: Columns,
  lines: readonly Line[],
  scale: number,
): [number[], ...(number | null)[][]] {
  return [
    columns.times.slice(),
    ...lines.map(({ metric, mirrored }) => {
      const times = mirrored ? -scale : scale;
      const values = columns.byMetric.get(metric)?.values ?? columns.times.map(() => null);
      return values.map((value) => (value === null ? null : value * times));
    }),
  ];
}
