import type { JSX } from 'preact';
import type { Column } from '../../data/columns.ts';
import { rowTime, zoneNames } from '../../format/time.ts';
import { Value } from '../../parts/value.tsx';
import { rowsShown, spanOf, type Drawn } from '../drawn.ts';
import { gapsIn } from '../gaps/gaps.ts';
import { reasonIn } from '../gaps/gap-reasons.ts';
import { columnOf, keyOf, type Line } from '../specs.ts';

interface Props {
  view: Drawn;
  title: string;
  lines: readonly Line[];
  height: number;
}

/** A chart's numbers as a table, newest first; where rows are made of finer ones with their least and greatest. */
export function ChartTable({ view, title, lines, height }: Props): JSX.Element {
  const { columns } = view;
  const { from, to } = spanOf(view);
  const { first, last } = rowsShown(view);
  const gaps = gapsIn(view, lines);
  const banded = lines.some((line) => columnOf(columns, line)?.band);
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
            <th scope="col">{columns && columns.step >= 86_400 ? 'day' : zoneNames(from, to)}</th>
            {lines.map((line) => (
              <Heads key={keyOf(line)} label={line.label} banded={banded} />
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => last - place).map((row) => (
            <tr key={columns?.times[row]}>
              <th scope="row">{rowTime(columns?.times[row] ?? 0, columns?.step ?? 0, to - from)}</th>
              {lines.map((line) => (
                <Cells
                  key={keyOf(line)}
                  metric={line.metric}
                  column={columnOf(columns, line)}
                  row={row}
                  banded={banded}
                  source={view.source}
                  whyGap={reasonIn(gaps, columns?.times[row] ?? NaN, columns?.step ?? 0, null)}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Heads({ label, banded }: { label: string; banded: boolean }): JSX.Element {
  return (
    <>
      <th scope="col" class="number">
        {label}
      </th>
      {banded && (
        <>
          <th scope="col" class="number">
            <span class="hidden">{label}: </span>min
          </th>
          <th scope="col" class="number">
            <span class="hidden">{label}: </span>max
          </th>
        </>
      )}
    </>
  );
}

function Cells(props: {
  metric: string;
  column: Column | undefined;
  row: number;
  banded: boolean;
  source: string | null;
  whyGap: string | null;
}): JSX.Element {
  const { metric, column, row, banded, source, whyGap } = props;
  const reason = whyGap ?? (column ? (column.reasons[row] ?? null) : 'not-reported');
  const cell = (value: number | null | undefined): JSX.Element => (
    <td class="number">
      <Value metric={metric} value={value ?? null} reason={reason} source={source} isRounded />
    </td>
  );
  return (
    <>
      {cell(column?.values[row])}
      {banded && cell(column?.band?.low[row])}
      {banded && cell(column?.band?.high[row])}
    </>
  );
}
