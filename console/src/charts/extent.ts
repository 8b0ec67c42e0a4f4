import { banded } from './bands.ts';
import { rowsShown, type Drawn } from './drawn.ts';
import { columnOf, type Panel } from './specs.ts';

/** How far a panel must reach besides its own lines: their bands, and the lines that share its scale. */
export function extentOf(view: Drawn, panel: Panel, scale: number): [low: number, high: number] {
  const { first, last } = rowsShown(view);
  let low = 0;
  let high = 0;
  const reach = (values: readonly (number | null)[], mirrored: boolean | undefined): void => {
    for (let row = first; row <= last; row++) {
      const value = (values[row] ?? 0) * scale;
      if (mirrored) low = Math.min(low, -value);
      else high = Math.max(high, value);
    }
  };
  for (const [line, band] of banded(view, panel.scaledBy ?? panel.lines)) reach(band.high, line.mirrored);
  for (const line of panel.scaledBy ?? []) reach(columnOf(view.columns, line)?.values ?? [], line.mirrored);
  return [low, high];
}
