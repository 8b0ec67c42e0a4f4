import type uPlot from 'uplot';
import type { Band } from '../../data/columns.ts';
import { rowsShown, type Drawn } from '../drawn.ts';
import { hiddenLines } from '../legend/hidden-lines.ts';
import { colour } from './palette.ts';
import { columnOf, keyOf, type Line } from '../specs.ts';

/** Shades what lies between the least and the greatest value of each row, where both are known. */
export function drawBands(plot: uPlot, view: Drawn, lines: readonly Line[], scale: number): void {
  const times = view.columns?.times ?? [];
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const [line, band] of banded(view, lines)) {
    const factor = line.mirrored ? -scale : scale;
    const x = (row: number): number => plot.valToPos(times[row] ?? 0, 'x', true);
    const y = (value: number | null | undefined): number => plot.valToPos((value ?? 0) * factor, 'y', true);
    ctx.fillStyle = colour(line.colour, 0.25);
    for (const [first, last] of runs(view, band)) {
      ctx.beginPath();
      for (let row = first; row <= last; row++) ctx.lineTo(x(row), y(band.high[row]));
      // A row alone has no width; it is drawn as wide as a line.
      const width = first === last ? 2 * devicePixelRatio : 0;
      for (let row = last; row >= first; row--) ctx.lineTo(x(row) + width, y(band.low[row]));
      if (width > 0) ctx.lineTo(x(first) + width, y(band.high[first]));
      ctx.fill();
    }
  }
  ctx.restore();
}

/** Bands of the lines that are shown. */
export function banded(view: Drawn, lines: readonly Line[]): [Line, Band][] {
  return lines.flatMap((line): [Line, Band][] => {
    const band = columnOf(view.columns, line)?.band;
    return band && !hiddenLines.value.has(keyOf(line)) ? [[line, band]] : [];
  });
}

/** First and last row of each stretch in which the band is known. */
export function* runs(view: Drawn, { low, high }: Band): Generator<[first: number, last: number]> {
  const shown = rowsShown(view);
  // The line enters the plot from the row before.
  let first = -1;
  for (let row = Math.max(0, shown.first - 1); row <= shown.last + 1; row++) {
    const known = (low[row] ?? null) !== null && (high[row] ?? null) !== null;
    if (known && first < 0) first = row;
    if (known || first < 0) continue;
    yield [first, row - 1];
    first = -1;
  }
  if (first >= 0) yield [first, shown.last + 1];
}
