import type { Alarm } from '../../../../../src/api/wire/alarms.ts';
import { rowsShown, type Drawn } from '../../../charts/drawn.ts';
import { hiddenLines } from '../../../charts/legend/hidden-lines.ts';
import { columnOf, keyOf, type Chart, type Panel } from '../../../charts/specs.ts';
import { limitsOverlay } from '../limits.ts';
import { LevelLegend } from './level-legend.tsx';
import { isNear, levelsOf, type LineLevel } from './levels-of.ts';

/** Charts with the levels that alarms compare their lines with; a chart without any is the same object. */
export function withLevels(charts: readonly Chart[], alarms: readonly Alarm[]): Chart[] {
  return charts.map((chart) => {
    const panels = chart.panels.map((panel) => levelled(panel, alarms));
    return panels.some((panel, i) => panel !== chart.panels[i]) ? { ...chart, panels } : chart;
  });
}

function levelled(panel: Panel, alarms: readonly Alarm[]): Panel {
  const levels = levelsOf(panel.lines, alarms);
  if (levels.length === 0) return panel;
  const levelsIn = (view: Drawn): LineLevel[] => levels.filter((level) => isShown(view, level));
  return {
    ...panel,
    overlay: {
      ...limitsOverlay(levelsIn),
      legend: (view) => <LevelLegend levels={levelsIn(view)} />,
    },
  };
}

function isShown(view: Drawn, { line, level }: LineLevel): boolean {
  const column = columnOf(view.columns, line);
  if (!column || hiddenLines.value.has(keyOf(line))) return false;
  const { first, last } = rowsShown(view);
  return [column.values, column.band?.high ?? []].some((values) =>
    isNear(level, values.slice(first, last + 1)),
  );
}
