import type uPlot from 'uplot';
import { fontAt } from '../../charts/plot/font.ts';
import { colour } from '../../charts/plot/palette.ts';
import type { Overlay } from '../../charts/specs.ts';

/** A level of a rule, in the unit of the metric. */
export interface Limit {
  readonly light: 'amber' | 'red';
  readonly level: number;
}

/** Dashed lines at the levels of a rule, each with its light. */
export function limitsOverlay(limits: readonly Limit[]): Overlay {
  return {
    most: Math.max(0, ...limits.map(({ level }) => level)),
    draw: (plot, scale) => limits.forEach((limit) => drawLimit(plot, limit, scale)),
  };
}

function drawLimit(plot: uPlot, { light, level }: Limit, scale: number): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const y = Math.round(plot.valToPos(level * scale, 'y', true)) + 0.5;
  if (y < bbox.top || y > bbox.top + bbox.height) return;
  ctx.save();
  ctx.strokeStyle = colour(light);
  ctx.fillStyle = colour(light);
  ctx.lineWidth = ratio;
  ctx.setLineDash([6 * ratio, 4 * ratio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = fontAt(ratio);
  ctx.textAlign = 'left';
  ctx.textBaseline = y - bbox.top > 16 * ratio ? 'bottom' : 'top';
  ctx.fillText(light, bbox.left + 4 * ratio, y);
  ctx.restore();
}
