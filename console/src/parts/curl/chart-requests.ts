import { rowsShown, type Drawn } from '../../charts/drawn.ts';
import { hiddenLines } from '../../charts/legend/hidden-lines.ts';
import { keyOf, linesOf, type Chart } from '../../charts/specs.ts';
import { range } from '../../view/window.ts';

/** The history that the charts of a page draw: the same lines, rows as long, and the window as it moves or stands. */
export function chartRequest(view: Drawn, charts: readonly Chart[]): string {
  const { columns } = view;
  const { seconds, still } = range.peek();
  const all = linesOf(charts);
  const visible = all.filter((line) => !hiddenLines.peek().has(keyOf(line)));
  const { first, last } = rowsShown(view);
  const isBanded =
    columns !== null && first <= last && [...columns.byMetric.values()].some(({ band }) => band);
  return view.historyUri(visible.length > 0 ? visible : all, {
    start: still ? String(still.from) : `-${seconds}`,
    ...(still && { end: String(still.to) }),
    ...(columns && { step: String(columns.step) }),
    ...(isBanded && { cf: 'AVERAGE,MIN,MAX' }),
  });
}
