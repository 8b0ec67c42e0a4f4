import type uPlot from 'uplot';
import { columnOf, keyOf, type Line } from '../specs.ts';
import { rowsShown, type Drawn } from '../drawn.ts';
import { hiddenLines } from '../legend/hidden-lines.ts';
import { fontAt } from './font.ts';
import { colour } from './palette.ts';
import { placeLabels } from './place-labels.ts';

/** Room for names at the ends of lines, CSS pixels; a narrower plot has none. */
const room = 104;
const leastWidth = 440;
/** Of a line of text. */
const lineHeight = 12;

/** Room to the right of a plot of several entities, for the names of its lines. */
export function endRoom(width: number, lines: readonly Line[]): number {
  return lines.length > 1 && width >= leastWidth && lines.every(({ id }) => id !== undefined) ? room : 0;
}

/** Writes the name of each entity where its line ends. */
export function drawEndLabels(plot: uPlot, view: Drawn, lines: readonly Line[], scale: number): void {
  if (endRoom(plot.width, lines) === 0) return;
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const { first, last } = rowsShown(view);
  const ends = lines.flatMap((line) => {
    if (hiddenLines.value.has(keyOf(line))) return [];
    const values = columnOf(view.columns, line)?.values ?? [];
    let row = last;
    while (row >= first && (values[row] ?? null) === null) row--;
    return row < first ? [] : { line, y: plot.valToPos((values[row] ?? 0) * scale, 'y', true) - bbox.top };
  });
  const places = placeLabels(
    ends.map(({ y }) => y),
    bbox.height,
    lineHeight * ratio,
  );
  ctx.save();
  ctx.font = fontAt(ratio);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ends.forEach(({ line }, at) => {
    const place = places[at];
    if (place === null || place === undefined) return;
    ctx.fillStyle = colour(line.colour);
    const left = bbox.left + bbox.width + 4 * ratio;
    const middle = bbox.top + place + (lineHeight * ratio) / 2;
    ctx.fillText(fitting(ctx, line.label, (room - 4) * ratio), left, middle);
  });
  ctx.restore();
}

function fitting(ctx: CanvasRenderingContext2D, label: string, width: number): string {
  if (ctx.measureText(label).width <= width) return label;
  let length = Math.min(label.length, 40);
  while (length > 1 && ctx.measureText(`${label.slice(0, length)}…`).width > width) length--;
  return `${label.slice(0, length)}…`;
}
