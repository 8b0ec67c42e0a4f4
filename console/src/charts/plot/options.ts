import uPlot from 'uplot';
import { text, type Shown } from '../../format/format.ts';
import { zoneNames } from '../../format/time.ts';
import { endRoom } from './end-labels.ts';
import { fontAt } from './font.ts';
import { colour } from './palette.ts';
import { factor, increments, range } from './scale.ts';
import { timeSteps, timeTick, timeTicks } from './ticks.ts';
import { valueTicks } from './value-ticks.ts';
import type { Line, Panel } from '../specs.ts';

const font = fontAt(1);
export interface PlotWiring {
  width: number;
  unit: Shown;
  /** Only the lowest panel of a chart writes the time. */
  showTime: boolean;
  span(): { from: number; to: number };
  /** What is drawn besides the lines reaches so far. */
  extent(): [low: number, high: number];
  beforeLines(plot: uPlot): void;
  afterLines(plot: uPlot): void;
}

/** uPlot's options for one panel: quiet axes, bright data, own time axis in the zone of choice. */
export function optionsFor(panel: Panel, wiring: PlotWiring): uPlot.Options {
  const { unit } = wiring;
  return {
    width: wiring.width,
    height: panel.height + (wiring.showTime ? timeAxisHeight : 0),
    padding: [6, ({ width }) => endRoom(width, panel.lines) || rightPadding, wiring.showTime ? 0 : 6, 0],
    legend: { show: false },
    cursor: {
      // The line is the page's own: it is on all charts, and moves without their being drawn.
      x: false,
      y: false,
      drag: { x: false, y: false, setScale: false },
      points: { size: 6, width: 1 },
    },
    scales: {
      x: {
        time: false,
        range: () => {
          const { from, to } = wiring.span();
          return [from, to];
        },
      },
      y: {
        range: (_, low, high) => {
          const [lowest, highest] = wiring.extent();
          return range(panel.lines, unit, Math.min(lowest, low ?? 0), Math.max(highest, high ?? 0));
        },
      },
    },
    series: [{}, ...panel.lines.map(series)],
    axes: [
      {
        show: wiring.showTime,
        size: timeAxisHeight,
        font,
        stroke: () => colour('text-quiet'),
        grid: { stroke: () => colour('grid'), width: 1 },
        ticks: { show: false },
        incrs: timeSteps,
        splits: (_, __, from, to, step) => timeTicks(from, to, step),
        space: 64,
        gap: 4,
        values: (plot, splits, _, __, step) => {
          return splits.map((time) => {
            const label = timeTick(time, step);
            return hasRoom(plot, time, label) ? label : '';
          });
        },
      },
      {
        size: (plot, values) =>
          Math.max(leastSize, ...(values ?? []).map((label) => widthOf(plot, label) + labelGap)),
        font,
        stroke: () => colour('text-quiet'),
        grid: { stroke: () => colour('grid'), width: 1 },
        ticks: { show: false },
        gap: 6,
        space: panel.height > 80 ? 34 : 20,
        incrs: increments(unit),
        splits: (_, __, low, high, step) => valueTicks(low, high, step),
        values: (_, splits) => splits.map((value) => tick(Math.abs(value) / factor(unit), unit)),
      },
    ],
    hooks: {
      drawAxes: [(plot) => wiring.beforeLines(plot)],
      draw: [
        (plot) => {
          if (wiring.showTime) drawZone(plot);
          drawHalves(plot, panel.lines);
          wiring.afterLines(plot);
        },
      ],
    },
  };
}

const timeAxisHeight = 22;

/** Of the vertical axis, CSS pixels: the same for all charts, unless a label is longer. */
const leastSize = 64;
const rightPadding = 8;
/** Between two labels, CSS pixels. */
const labelGap = 8;

/** Whether a label of the time axis touches neither the zone's name in the corner nor the end of the canvas. */
function hasRoom(plot: uPlot, time: number, label: string): boolean {
  const place = plot.valToPos(time, 'x');
  const { width } = plot.bbox;
  const half = widthOf(plot, label) / 2;
  return place - half >= labelGap + rightPadding && place + half <= width / devicePixelRatio + rightPadding;
}

/** Of a label, CSS pixels. */
function widthOf({ ctx }: uPlot, label: string): number {
  ctx.font = fontAt(devicePixelRatio);
  return ctx.measureText(label).width / devicePixelRatio;
}

/** Names the halves of a mirrored panel beside the line that parts them. */
function drawHalves(plot: uPlot, lines: readonly Line[]): void {
  const below = lines.find(({ mirrored }) => mirrored);
  const above = lines.find(({ mirrored }) => !mirrored);
  if (!below || !above) return;
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const middle = plot.valToPos(0, 'y', true);
  ctx.save();
  ctx.font = fontAt(devicePixelRatio);
  ctx.textAlign = 'left';
  for (const [line, side] of [[above, -1] as const, [below, 1] as const]) {
    const width = ctx.measureText(line.label).width;
    ctx.globalAlpha = 0.8;
    ctx.fillStyle = colour('surface');
    ctx.fillRect(
      bbox.left + ratio,
      side < 0 ? middle - 14 * ratio : middle + ratio,
      width + 6 * ratio,
      13 * ratio,
    );
    ctx.globalAlpha = 1;
    ctx.fillStyle = colour('text-quiet');
    ctx.textBaseline = side < 0 ? 'bottom' : 'top';
    ctx.fillText(line.label, bbox.left + 4 * ratio, middle + 2 * side * ratio);
  }
  ctx.restore();
}

/** Names the zone in the corner of the axes, before the first time of day. */
function drawZone({ ctx, bbox, scales }: uPlot): void {
  const { min = 0, max = 0 } = scales['x'] ?? {};
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = fontAt(devicePixelRatio);
  ctx.fillStyle = colour('text-quiet');
  ctx.textAlign = 'right';
  ctx.textBaseline = 'top';
  ctx.fillText(zoneNames(min, max), bbox.left + 8 * ratio, bbox.top + bbox.height + 8 * ratio);
  ctx.restore();
}

function series(line: Line): uPlot.Series {
  return {
    label: line.label,
    stroke: () => colour(line.colour),
    width: line.style === 'area' ? 1.25 : 1.5,
    // Straight through the samples: a curve would show values that were not measured.
    paths: uPlot.paths.linear?.() ?? (() => null),
    points: {
      show: false,
      size: 3,
      fill: () => colour(line.colour),
      filter: (plot, index) => lonely(plot.data[index] ?? []),
    },
    ...(line.style === 'area' ? { fill: () => colour(line.colour, 0.22) } : {}),
    ...(line.style === 'dash' ? { dash: [5, 4] } : {}),
  };
}

/** Ticks are round: a decimal that is zero is left out. */
function tick(value: number, unit: Shown): string {
  return text(value, unit).replace('.0', '');
}

/** Samples between two gaps: no line reaches them, so each is drawn as a dot. */
function lonely(values: ArrayLike<number | null | undefined>): number[] | null {
  const unknown = (row: number): boolean => values[row] === null || values[row] === undefined;
  const rows: number[] = [];
  for (let row = 0; row < values.length; row++) {
    if (!unknown(row) && unknown(row - 1) && unknown(row + 1)) rows.push(row);
  }
  return rows.length > 0 ? rows : null;
}
