import { banded } from './bands.ts';
import { rowsShown, type Drawn } from '../drawn.ts';
import { hiddenLines } from '../legend/hidden-lines.ts';
import { columnOf, type Line, type Panel } from '../specs.ts';

type Extent = [low: number, high: number];

/** Of lines that share a scale: found once for all their panels. */
const shared = new WeakMap<readonly Line[], { of: readonly unknown[]; extent: Extent }>();

/** How far a panel must reach besides its own lines: their bands, and the lines that share its scale. */
export function extentOf(view: Drawn, { lines, scaledBy }: Panel, scale: number): Extent {
  if (!scaledBy) return reach(view, lines, [], scale);
  const { first, last } = rowsShown(view);
  const of = [view.columns, view.columns?.times[first], view.columns?.times[last], hiddenLines.value];
  const known = shared.get(scaledBy);
  if (known && known.of.every((one, place) => one === of[place])) return known.extent;
  const extent = reach(view, scaledBy, scaledBy, scale);
  shared.set(scaledBy, { of, extent });
  return extent;
}

function reach(view: Drawn, banding: readonly Line[], drawn: readonly Line[], scale: number): Extent {
  const { first, last } = rowsShown(view);
  const extent: Extent = [0, 0];
  const take = (values: readonly (number | null)[], mirrored: boolean | undefined): void => {
    for (let row = first; row <= last; row++) {
      const value = (values[row] ?? 0) * scale;
      if (mirrored) extent[0] = Math.min(extent[0], -value);
      else extent[1] = Math.max(extent[1], value);
    }
  };
  for (const [line, band] of banded(view, banding)) take(band.high, line.mirrored);
  for (const line of drawn) take(columnOf(view.columns, line)?.values ?? [], line.mirrored);
  return extent;
}
