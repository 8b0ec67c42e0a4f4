import uPlot from 'uplot';
import { text, type Shown } from '../../format/format.ts';
import { zoneNames } from '../../format/time.ts';
import { colour } from './palette.ts';
import { factor, increments, range } from './scale.ts';
import { timeSteps, timeTick, timeTicks } from './ticks.ts';
import type { Line, Panel } from '../specs.ts';

const font = '11px system-ui, sans-serif';
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
  selected(from: number, to: number): void;
}

/** uPlot's options for one panel: quiet axes, bright data, own time axis in the zone of choice. */
export function optionsFor(panel: Panel, wiring: PlotWiring): uPlot.Options {
  const { unit } = wiring;
  return {
    width: wiring.width,
    height: panel.height + (wiring.showTime ? timeAxisHeight : 0),
    padding: [6, 8, wiring.showTime ? 0 : 4, 0],
    legend: { show: false },
    cursor: {
      // The line is the page's own: it is on all charts, and moves without their being drawn.
      x: false,
      y: false,
      drag: { x: true, y: false, setScale: false, dist: 6 },
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
          const { min = 0, max = 1 } = plot.scales['x'] ?? {};
          // A label at the very left would touch the lowest one of the other axis.
          const edge = min + ((max - min) * 24) / plot.width;
          return splits.map((time) => (time < edge ? '' : timeTick(time, step)));
        },
      },
      {
        size: 64,
        font,
        stroke: () => colour('text-quiet'),
        grid: { stroke: () => colour('grid'), width: 1 },
        ticks: { show: false },
        gap: 6,
        space: panel.height > 80 ? 34 : 20,
        incrs: increments(unit),
        values: (_, splits) => splits.map((value) => tick(Math.abs(value) / factor(unit), unit)),
      },
    ],
    hooks: {
      drawAxes: [(plot) => wiring.beforeLines(plot)],
      draw: [
        (plot) => {
          if (wiring.showTime) drawZone(plot);
          wiring.afterLines(plot);
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width === 0) return;
          wiring.selected(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}

const timeAxisHeight = 22;

/** Names the zone in the corner of the axes, before the first time of day. */
function drawZone({ ctx, bbox, scales }: uPlot): void {
  const { min = 0, max = 0 } = scales['x'] ?? {};
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
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

/** Ticks are round: a decimal that is zero says nothing. */
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
