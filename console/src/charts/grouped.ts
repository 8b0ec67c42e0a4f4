import { shownUnit } from '../format/format.ts';
import type { Chart, Line, Panel } from './specs.ts';

/** Number of colours: with more lines on one axis two would look the same. */
const colours = 8;
const tall = 168;
/** Of a panel that shares its chart with others. */
const low = 96;

/**
 * Charts of metrics of which nothing but the names is known: one for each first segment, with a panel for each unit.
 * Metrics are drawn in the order given.
 */
export function groupedCharts(metrics: readonly string[]): Chart[] {
  const groups = Map.groupBy(metrics, (metric) => metric.split('.')[0] ?? metric);
  return Array.from(groups, ([key, members]) => ({ key, title: key, panels: panelsOf(members) }));
}

function panelsOf(metrics: readonly string[]): Panel[] {
  const panels: Line[][] = [];
  let drawn = 0;
  for (const members of Map.groupBy(metrics, shownUnit).values()) {
    for (let from = 0; from < members.length; from += colours) {
      panels.push(members.slice(from, from + colours).map((metric) => lineOf(metric, drawn++)));
    }
  }
  return panels.map((lines) => ({ lines, height: panels.length === 1 ? tall : low }));
}

function lineOf(metric: string, place: number): Line {
  const [, ...rest] = metric.split('.');
  return { metric, label: rest.join('.') || metric, colour: `cycle-${place % colours}`, style: 'line' };
}
