import type uPlot from 'uplot';
import { fontAt } from '../../charts/plot/font.ts';
import { colour } from '../../charts/plot/palette.ts';
import type { Drawn } from '../../charts/drawn.ts';
import type { Overlay } from '../../charts/specs.ts';

/** A level of a rule, in the unit of the metric. */
export interface Limit {
  readonly light: 'amber' | 'red';
  readonly level: number;
  /** Stands beside it in place of its light. */
  readonly label?: string;
  /** It is of a line that is drawn below zero. */
  readonly mirrored?: boolean | undefined;
}

/** Of a name, CSS pixels. */
const height = 13;

/** Dashed lines at levels of rules, each with its light. @param limitsIn those to draw with what a chart shows now. */
export function limitsOverlay(limitsIn: (view: Drawn) => readonly Limit[]): Overlay {
  return {
    reach: (view) => {
      const ends = limitsIn(view).map(endOf);
      return [Math.min(0, ...ends), Math.max(0, ...ends)];
    },
    draw: (plot, view, scale) => {
      const { top, height: room } = plot.bbox;
      const placed = limitsIn(view)
        .map((limit) => ({ limit, y: Math.round(plot.valToPos(endOf(limit) * scale, 'y', true)) + 0.5 }))
        .filter(({ y }) => y >= top && y <= top + room);
      for (const { limit, y } of placed) drawLine(plot, limit, y);
      const taken: number[] = [];
      for (const { limit, y } of placed) {
        const least = height * devicePixelRatio;
        const bottom = y - top > least ? y : y + least;
        // The legend names those too that have no room.
        if (taken.some((other) => Math.abs(other - bottom) < least)) continue;
        taken.push(bottom);
        drawName(plot, limit, bottom);
      }
    },
  };
}

function endOf({ level, mirrored }: Limit): number {
  return mirrored ? -level : level;
}

function drawLine({ ctx, bbox }: uPlot, { light }: Limit, y: number): void {
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = colour(light, 0.7);
  ctx.lineWidth = ratio;
  ctx.setLineDash([6 * ratio, 4 * ratio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/** At the right end, where no event is named. */
function drawName({ ctx, bbox }: uPlot, { light, label = light }: Limit, bottom: number): void {
  const ratio = devicePixelRatio;
  const right = bbox.left + bbox.width - 4 * ratio;
  ctx.save();
  ctx.font = fontAt(ratio);
  const width = ctx.measureText(label).width + 4 * ratio;
  ctx.fillStyle = colour('surface', 0.8);
  ctx.fillRect(right - width, bottom - height * ratio, width + 2 * ratio, (height - 1) * ratio);
  ctx.fillStyle = colour(light);
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  ctx.fillText(label, right, bottom);
  ctx.restore();
}
