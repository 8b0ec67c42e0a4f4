import type { Columns } from '../../data/columns.ts';
import { columnOf, type Line } from '../specs.ts';

/** Columns as uPlot wants them: times, then one array per line, mirrored lines below zero. */
export function aligned(
  columns: Columns,
  lines: readonly Line[],
  scale: number,
): [number[], ...(number | null)[][]] {
  return [
    columns.times.slice(),
    ...lines.map((line) => {
      const times = line.mirrored ? -scale : scale;
      const values = columnOf(columns, line)?.values ?? columns.times.map(() => null);
      return values.map((value) => (value === null ? null : value * times));
    }),
  ];
}
