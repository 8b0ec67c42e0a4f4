import type { JSX } from 'preact';
import { rowsShown, type Drawn } from '../drawn.ts';
import { hiddenLines } from '../legend/hidden-lines.ts';
import { keyOf, linesOf, type Chart } from '../specs.ts';

/** What the charts show as a file: the same rows of the same lines. */
export function CsvLink({ view, charts }: { view: Drawn; charts: readonly Chart[] }): JSX.Element | null {
  const { columns } = view;
  const { first, last } = rowsShown(view);
  const [start, end] = [columns?.times[first], columns?.times[last]];
  const lines = linesOf(charts).filter((line) => !hiddenLines.value.has(keyOf(line)));
  if (!columns || start === undefined || end === undefined || last < first || lines.length === 0) return null;
  const banded = [...columns.byMetric.values()].some(({ band }) => band);
  const query = {
    start: String(start - columns.step),
    end: String(end),
    step: String(columns.step),
    ...(banded && { cf: 'AVERAGE,MIN,MAX' }),
    format: 'csv',
  };
  return (
    <a class="action" href={view.historyUri(lines, query)} download>
      CSV<span class="hidden"> of what is shown</span> (UTC)
    </a>
  );
}
