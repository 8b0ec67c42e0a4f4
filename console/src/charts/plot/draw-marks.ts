import type uPlot from 'uplot';
import { signOf, type Mark } from '../../data/marks.ts';
import { gather } from './gather.ts';
import { fontAt } from './font.ts';
import { colour } from './palette.ts';

/** Marks closer than this are one, with the shapes of all; CSS pixels. */
const closest = 12;

/** Shapes of one mark. */
const mostShapes = 3;

/** A thin line for everything that happened, with its shape at the top and its words where there is room. */
export function drawMarks(plot: uPlot, marks: readonly Mark[], named: boolean): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const placed = gather(marks, (time) => plot.valToPos(time, 'x', true), closest * ratio).filter(
    ({ x }) => x >= bbox.left && x <= bbox.left + bbox.width,
  );
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour('text-quiet');
  ctx.lineWidth = ratio;
  ctx.setLineDash([2 * ratio, 2 * ratio]);
  ctx.font = fontAt(ratio);
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  placed.forEach(({ x, members }, place) => {
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    if (!named) return;
    const [shape, words] = labelOf(members);
    const room = (placed[place + 1]?.x ?? bbox.left + bbox.width) - x - 8 * ratio;
    const label = [`${shape} ${words}`, shape].find((text) => ctx.measureText(text).width <= room) ?? shape;
    const width = ctx.measureText(label).width;
    const left = Math.min(x + 3 * ratio, bbox.left + bbox.width - width);
    ctx.save();
    ctx.fillStyle = colour('surface');
    ctx.globalAlpha = 0.8;
    ctx.fillRect(left - ratio, bbox.top, width + 2 * ratio, 13 * ratio);
    ctx.restore();
    ctx.fillText(label, left, bbox.top + ratio);
  });
  ctx.restore();
}

function labelOf(members: readonly Mark[]): readonly [shape: string, words: string] {
  const kinds = [...new Set(members.map(({ kind }) => kind))];
  if (members.length === 1 || kinds.length === 1) {
    const [shape, words] = signOf(kinds[0] ?? '');
    return [shape, members.length > 1 ? `${members.length} × ${words}` : words];
  }
  const signs = kinds.map(signOf);
  const shapes = signs.slice(0, mostShapes).map(([shape]) => shape);
  return [
    shapes.join('') + (signs.length > mostShapes ? '…' : ''),
    signs.map(([, words]) => words).join(', '),
  ];
}
