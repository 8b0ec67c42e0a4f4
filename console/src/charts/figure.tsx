import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { moment } from '../format.ts';
import { sentence } from '../reasons.ts';
import { ChartTable } from './chart-table.tsx';
import { spanOf, type Drawn } from './drawn.ts';
import { gapsIn } from './gaps.ts';
import { Legend, Why } from './legend.tsx';
import { Plot } from './plot.tsx';
import { Reader } from './reader.tsx';
import type { Chart, Line } from './specs.ts';
import { summarise } from './summary.ts';
import { tabled, toggleTables } from './tables.ts';

interface Props {
  view: Drawn;
  chart: Chart;
  /** More buttons for its header. */
  children?: JSX.Element | false;
}

/** One chart with its legend, its sentence, and its numbers as a table instead when asked (`t`). */
export function Figure({ view, chart, children }: Props): JSX.Element {
  const { key, title, panels } = chart;
  const lines = useMemo(() => panels.flatMap((panel) => panel.lines), [panels]);
  const height = panels.reduce((sum, panel) => sum + panel.height, 22);
  const asTable = tabled().has(key);
  return (
    <figure class="chart" data-chart={key} aria-labelledby={`chart-${key}`}>
      <header>
        <h2 id={`chart-${key}`}>{title}</h2>
        {children}
        <button type="button" class="quiet" onClick={() => toggleTables([key])}>
          {asTable ? 'graph' : 'table'}
          <span class="hidden"> of {title}</span>
        </button>
        <Legend view={view} lines={lines} />
      </header>
      {asTable ? (
        <ChartTable view={view} title={title} lines={lines} height={height} />
      ) : (
        <Reader view={view} title={title} lines={lines} height={height}>
          {panels.map((panel, index) => (
            <Plot
              key={index}
              view={view}
              panel={panel}
              first={index === 0}
              showTime={index === panels.length - 1}
              gaps={() => gapsIn(view, panel.lines)}
            />
          ))}
        </Reader>
      )}
      <Caption view={view} chart={chart} lines={lines} />
    </figure>
  );
}

/** The chart in one sentence for those who cannot see it, and for everybody what is unknown and why. */
function Caption({ view, chart, lines }: Props & { lines: readonly Line[] }): JSX.Element {
  const { columns } = view;
  const { from, to } = spanOf(view);
  const gaps = gapsIn(view, chart.panels[0]?.lines ?? []);
  const newest = gaps.slice(-2);
  const at = (time: number): string => moment(time, to - from);
  const told = newest.map(({ start, end, code }) => `${at(start)}–${at(end)} ${sentence(code)}`);
  return (
    <figcaption>
      <p class="hidden">{columns && summarise(chart.title, lines, columns, gaps, from, to)}</p>
      <p class="gaps" aria-hidden="true">
        <Why view={view} lines={lines} gaps={newest} />
        {told.length > 0 && `Gap ${told.join(', ')}.`}
      </p>
    </figcaption>
  );
}
