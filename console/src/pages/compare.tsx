import '../styles/compare.css';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { looksOf } from '../charts/legend/entity-colours.ts';
import { EventList } from '../charts/events/event-list.tsx';
import { Figure } from '../charts/figure.tsx';
import type { Chart, Line } from '../charts/specs.ts';
import { TimeBar } from '../charts/time-bar.tsx';
import { comparedIds, comparedMetrics } from '../view/chosen.ts';
import { useComparison, type Comparison } from '../data/comparison.ts';
import { labelsOf } from '../../../src/model/text/labels.ts';
import { fleet } from '../data/fleet.ts';
import { hint, useCommands } from '../view/keys.ts';
import { labelOf } from '../view/measures.ts';
import { CompareMeasures } from '../parts/compare/compare-measures.tsx';
import { CompareMembers } from '../parts/compare/compare-members.tsx';
import { query, setQuery } from '../view/router.ts';
import { chartRequest } from '../parts/curl/chart-requests.ts';
import { CopyCurl, Problem } from '../parts/lazily.ts';

/** Several machines in the same charts, or in charts of their own on one scale. */
export function ComparePage(): JSX.Element {
  const view = useComparison();
  const ids = comparedIds.value;
  const metrics = comparedMetrics.value;
  const apart = query('layout') === 'apart';
  const names = ids.map(nameOf);
  const charts = useMemo(() => {
    const looks = looksOf(ids);
    return metrics.flatMap((metric) => {
      const lines = ids.map((id, place): Line => {
        const look = looks.get(id) ?? { colour: 'cpu', style: 'line' };
        return { metric, id, label: names[place] ?? id, ...look };
      });
      return apart ? lines.map((line) => chartApart(line, lines)) : chartOf(lines, lines, 168);
    });
  }, [ids, metrics, apart, names.join(' ')]);
  const toggle = (): void => setQuery({ layout: apart ? null : 'apart' }, true);
  const command = { key: 'v', name: 'one chart for all machines, or one for each', run: toggle };
  useCommands([command]);
  return (
    <div class="compare-page">
      <h1>Compare machines</h1>
      <CompareMembers ids={ids} />
      <CompareMeasures metrics={metrics} />
      {view.problem.value && <Problem problem={view.problem.value} what="comparison" />}
      {ids.length > 0 && metrics.length > 0 && !view.problem.value && (
        <>
          <TimeBar view={view} charts={charts}>
            <>
              <CopyCurl requests={() => [chartRequest(view, charts)]} />
              <button type="button" aria-pressed={apart} onClick={toggle} title={hint(command)}>
                a chart for each
              </button>
            </>
          </TimeBar>
          {apart ? (
            <Apart view={view} charts={charts} metrics={metrics} />
          ) : (
            <Charts view={view} charts={charts} />
          )}
          <EventList view={view} />
        </>
      )}
    </div>
  );
}

interface Drawing {
  view: Comparison;
  charts: readonly Chart[];
}

/** One chart for each machine and metric, those of a metric on one scale. */
function Apart({ view, charts, metrics }: Drawing & { metrics: readonly string[] }): JSX.Element {
  const each = charts.length / metrics.length;
  return (
    <>
      {metrics.map((metric, place) => (
        <section key={metric} aria-label={labelOf(metric)}>
          <h2 class="measure">{labelOf(metric)}</h2>
          <Charts view={view} charts={charts.slice(place * each, (place + 1) * each)} small />
        </section>
      ))}
    </>
  );
}

function Charts({ view, charts, small = false }: Drawing & { small?: boolean }): JSX.Element {
  return (
    <div class={small ? 'charts small' : 'charts'}>
      {charts.map((chart) => (
        <Figure key={chart.key} view={view} chart={chart} />
      ))}
    </div>
  );
}

function chartOf(lines: readonly Line[], scaledBy: readonly Line[], height: number): Chart {
  const metric = lines[0]?.metric ?? '';
  return { key: keyOfMetric(metric), title: labelOf(metric), panels: [{ lines, height, scaledBy }] };
}

function chartApart(line: Line, scaledBy: readonly Line[]): Chart {
  const key = `${keyOfMetric(line.metric)}-${line.id}`;
  return { ...chartOf([line], scaledBy, 72), key, title: line.label };
}

/** Keys of charts are joined by dots in the address. */
function keyOfMetric(metric: string): string {
  return metric.replaceAll('.', '-');
}

/** A machine's name, apart from that of others; its id where it is not among those known now. */
function nameOf(id: string): string {
  const table = fleet.value;
  return (table && labelsOf(table)[table.ids.indexOf(id)]) ?? id;
}
