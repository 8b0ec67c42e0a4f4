import type { JSX } from 'preact';
import { rowTime } from '../format.ts';
import { Value } from '../parts/value.tsx';
import { rowsShown, spanOf, type Drawn } from './drawn.ts';
import { columnOf, keyOf, type Line } from './specs.ts';

interface Props {
  view: Drawn;
  title: string;
  lines: readonly Line[];
  height: number;
}

/** A chart's numbers as a table, newest first. */
export function ChartTable({ view, title, lines, height }: Props): JSX.Element {
  const { columns } = view;
  const { from, to } = spanOf(view);
  const { first, last } = rowsShown(view);
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
            {lines.map((line) => (
              <th key={keyOf(line)} scope="col" class="number">
                {line.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => last - place).map((row) => (
            <tr key={columns?.times[row]}>
              <th scope="row">{rowTime(columns?.times[row] ?? 0, columns?.step ?? 0, to - from)}</th>
              {lines.map((line) => {
                const column = columnOf(columns, line);
                return (
                  <td key={keyOf(line)} class="number">
                    <Value
                      metric={line.metric}
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
