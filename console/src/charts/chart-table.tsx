import type { JSX } from 'preact';
import type { EntityView } from '../entity.ts';
import { clock } from '../format.ts';
import { Value } from '../parts/value.tsx';
import { spanAt } from '../window.ts';
import type { Line } from './specs.ts';

interface Props {
  view: EntityView;
  title: string;
  lines: readonly Line[];
  height: number;
}

/** A chart's numbers as a table, newest first. */
export function ChartTable({ view, title, lines, height }: Props): JSX.Element {
  const times = view.columns?.times ?? [];
  const { from, to } = spanAt(times.at(-1) ?? 0);
  const rows = times.flatMap((time, row) => (time > from && time <= to + 0.001 ? [row] : [])).toReversed();
  return (
    <div
      class="chart-table"
      style={{ height: `${height}px` }}
      tabIndex={0}
      role="region"
      aria-label={`${title}, table`}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">UTC</th>
            {lines.map(({ metric, label }) => (
              <th key={metric} scope="col" class="number">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={times[row]}>
              <th scope="row">{clock(times[row] ?? 0)}</th>
              {lines.map(({ metric }) => {
                const column = view.columns?.byMetric.get(metric);
                return (
                  <td key={metric} class="number">
                    <Value
                      metric={metric}
                      value={column?.values[row] ?? null}
                      reason={column ? (column.reasons[row] ?? null) : 'not-reported'}
                    />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
