import { useComputed, type ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { moment } from '../format/format.ts';
import { ChartSummary, ChartTable, GapList } from '../parts/lazily.ts';
import { sentence } from '../data/reasons.ts';
import { cursor } from './cursor.ts';
import { spanOf, type Drawn } from './drawn.ts';
import type { Gap } from '../data/columns.ts';
import { gapsIn, gapsOfEach } from './gaps/gaps.ts';
import { useInSight } from './in-sight.ts';
import { Legend, Why } from './legend/legend.tsx';
import { Plot } from './plot/plot.tsx';
import { Reader } from './summary/reader.tsx';
import type { Chart, Line } from './specs.ts';
import { tabled, toggleTables } from './rows/tables.ts';
import { useTurns } from './turns.ts';

interface Props {
  view: Drawn;
  chart: Chart;
  /** More buttons for its header. */
  children?: JSX.Element | false;
}

/** One chart with its legend, its sentence, and its numbers as a table instead when asked (`t`). */
export function Figure({ view: page, chart, children }: Props): JSX.Element {
  const { key, title, panels } = chart;
  const turns = useTurns(page);
  const view = turns.value;
  const place = useRef<HTMLElement>(null);
  const inSight = useInSight(place);
  const at = useComputed(() => (inSight.value ? cursor.value : null));
  const lines = useMemo(() => panels.flatMap((panel) => panel.lines), [panels]);
  const height = panels.reduce((sum, panel) => sum + panel.height, 22);
  const asTable = tabled().has(key);
  return (
    <figure class="chart" ref={place} data-chart={key} aria-labelledby={`chart-${key}`}>
      <header>
        <h2 id={`chart-${key}`}>{title}</h2>
        {children}
        <button type="button" onClick={() => toggleTables([key])}>
          {asTable ? 'graph' : 'table'}
          <span class="hidden"> of {title}</span>
        </button>
        <Legend view={view} lines={lines} at={at} />
        {panels.map(({ overlay }) => overlay?.legend?.(view))}
      </header>
      {asTable ? (
        <ChartTable view={view} title={title} lines={lines} height={height} />
      ) : (
        <Reader view={view} title={title} lines={lines} height={height}>
          {panels.map((panel, index) => (
            <Plot
              key={index}
              view={turns}
              inSight={inSight}
              panel={panel}
              first={index === 0}
              showTime={index === panels.length - 1}
              gaps={() => gapsIn(turns.value, panel.lines)}
            />
          ))}
        </Reader>
      )}
      <Caption view={view} chart={chart} lines={lines} at={at} />
    </figure>
  );
}

interface CaptionProps {
  view: Drawn;
  chart: Chart;
  lines: readonly Line[];
  at: ReadonlySignal<number | null>;
}

/** Gaps that are named beside a chart; the others are one click away. */
const few = 2;

/** The chart in one sentence for readers that cannot see it, and for all what is unknown and why. */
function Caption({ view, chart, lines, at }: CaptionProps): JSX.Element {
  const { columns, source } = view;
  const { from, to } = spanOf(view);
  const gaps = gapsIn(view, chart.panels[0]?.lines ?? []);
  const newest = gaps.slice(-few);
  const when = (time: number): string => moment(time, to - from);
  const text = ({ start, end, code }: Gap): string => `${when(start)}–${when(end)} ${sentence(code, source)}`;
  const own = gapsOfEach(view, lines, gaps);
  // What is of one entity stands first: what is of all is hatched besides.
  const sentences = [...own.map((gap) => `${gap.line.label} ${text(gap)}`), ...gaps.map(text)];
  return (
    <figcaption>
      {columns && <ChartSummary {...{ title: chart.title, lines, columns, gaps, source, from, to }} />}
      <p class="gaps" aria-hidden="true">
        <Why view={view} lines={lines} at={at} gaps={newest} />
        {sentences.length > 0 && `Gap ${sentences.slice(-few).join(', ')}.`}
      </p>
      {sentences.length > few && <GapList sentences={sentences} />}
    </figcaption>
  );
}
