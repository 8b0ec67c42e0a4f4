import type uPlot from 'uplot';
import type { Gap } from '../../data/columns.ts';
import { sentence } from '../../data/reasons.ts';
import { fontAt } from './font.ts';
import { colour } from './palette.ts';

/** Hatches the stretches in which nothing is known and names the reason where there is room for it. */
export function drawGaps(plot: uPlot, gaps: readonly Gap[], source: string | null): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const gap of gaps) {
    const left = plot.valToPos(gap.start, 'x', true);
    const right = plot.valToPos(gap.end, 'x', true);
    ctx.fillStyle = colour('hatch-ground');
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    hatch(ctx, left, right, bbox, ratio);
    const words = [sentence(gap.code, source), gap.code.replaceAll('-', ' ')];
    name(ctx, words, Math.max(left, bbox.left), Math.min(right, bbox.left + bbox.width), bbox, ratio);
  }
  ctx.restore();
}

function hatch(
  ctx: CanvasRenderingContext2D,
  left: number,
  right: number,
  box: uPlot.BBox,
  ratio: number,
): void {
  const gauge = 7 * ratio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, box.top, right - left, box.height);
  ctx.clip();
  ctx.beginPath();
  // Lines start at multiples of the gauge, so that the pattern stands still while the chart moves under it.
  const first = Math.floor((left - box.height) / gauge) * gauge;
  for (let x = first; x < right; x += gauge) {
    ctx.moveTo(x, box.top + box.height);
    ctx.lineTo(x + box.height, box.top);
  }
  ctx.strokeStyle = colour('hatch');
  ctx.lineWidth = ratio;
  ctx.stroke();
  ctx.restore();
}

function name(
  ctx: CanvasRenderingContext2D,
  words: readonly string[],
  left: number,
  right: number,
  box: uPlot.BBox,
  ratio: number,
): void {
  ctx.font = fontAt(ratio);
  const padding = 4 * ratio;
  const fitting = words.find((word) => ctx.measureText(word).width + 4 * padding <= right - left);
  if (!fitting) return;
  const width = ctx.measureText(fitting).width;
  const middle = (left + right) / 2;
  const top = box.top + box.height / 2 - 8 * ratio;
  ctx.fillStyle = colour('surface');
  ctx.fillRect(middle - width / 2 - padding, top, width + 2 * padding, 16 * ratio);
  ctx.fillStyle = colour('text-quiet');
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(fitting, middle, top + 8 * ratio);
}
