import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { looksOf } from '../charts/entity-colours.ts';
import { EventList } from '../charts/event-list.tsx';
import { Figure } from '../charts/figure.tsx';
import type { Chart, Line } from '../charts/specs.ts';
import { TimeBar } from '../charts/time-bar.tsx';
import { comparedIds, comparedMetrics } from '../chosen.ts';
import { useComparison, type Comparison } from '../comparison.ts';
import { fleet } from '../fleet.ts';
import { useKeys } from '../keys.ts';
import { labelOf } from '../measures.ts';
import { CompareMeasures } from '../parts/compare-measures.tsx';
import { CompareMembers } from '../parts/compare-members.tsx';
import { Problem } from '../parts/problem.tsx';
import { query, setQuery } from '../router.ts';
import { useTitle } from '../title.ts';

/** Several machines in the same charts, or in charts of their own on one scale. */
export function ComparePage(): JSX.Element {
  const view = useComparison();
  const ids = comparedIds.value;
  const metrics = comparedMetrics.value;
  const apart = query('layout') === 'apart';
  const names = ids.map(nameOf);
  const lines = useMemo(() => {
    const looks = looksOf(ids);
    return metrics.map((metric) =>
      ids.map((id, place): Line => {
        return {
          metric,
          id,
          label: names[place] ?? id,
          ...(looks.get(id) ?? { colour: 'cpu', style: 'line' }),
        };
      }),
    );
  }, [ids, metrics, names.join(' ')]);
  const toggle = (): void => setQuery({ layout: apart ? null : 'apart' }, true);
  useTitle('Compare machines');
  useKeys({ v: toggle });
  return (
    <div class="compare-page">
      <h1>Compare machines</h1>
      <CompareMembers ids={ids} />
      <CompareMeasures metrics={metrics} />
      {view.problem.value && <Problem problem={view.problem.value} what="comparison" />}
      {ids.length > 0 && metrics.length > 0 && !view.problem.value && (
        <>
          <TimeBar
            view={view}
            charts={lines.flatMap((all) => (apart ? all.map(keyApart) : keyOfMetric(all[0]?.metric ?? '')))}
          >
            <button type="button" class="quiet" aria-pressed={apart} onClick={toggle} title="( v )">
              a chart for each
            </button>
          </TimeBar>
          {apart ? <Apart view={view} lines={lines} /> : <Together view={view} lines={lines} />}
          <EventList view={view} />
        </>
      )}
    </div>
  );
}

interface Drawing {
  view: Comparison;
  /** Of each metric a line for each machine. */
  lines: readonly (readonly Line[])[];
}

/** One chart a metric, one line a machine. */
function Together({ view, lines }: Drawing): JSX.Element {
  const charts = useMemo(() => lines.map((all) => chartOf(all, all, 168)), [lines]);
  return (
    <div class="charts">
      {charts.map((chart) => (
        <Figure key={chart.key} view={view} chart={chart} />
      ))}
    </div>
  );
}

/** One chart for each machine and metric; those of a metric share a scale. */
function Apart({ view, lines }: Drawing): JSX.Element {
  const groups = useMemo(() => {
    return lines.map((all) =>
      all.map((line) => ({ ...chartOf([line], all, 72), title: line.label, key: keyApart(line) })),
    );
  }, [lines]);
  return (
    <>
      {groups.map((charts, place) => {
        const metric = lines[place]?.[0]?.metric ?? '';
        return (
          <section key={metric} aria-label={labelOf(metric)}>
            <h2 class="measure">{labelOf(metric)}</h2>
            <div class="charts small">
              {charts.map((chart) => (
                <Figure key={chart.key} view={view} chart={chart} />
              ))}
            </div>
          </section>
        );
      })}
    </>
  );
}

function chartOf(lines: readonly Line[], scaledBy: readonly Line[], height: number): Chart {
  const metric = lines[0]?.metric ?? '';
  return { key: keyOfMetric(metric), title: labelOf(metric), panels: [{ lines, height, scaledBy }] };
}

function keyApart({ id, metric }: Line): string {
  return `${keyOfMetric(metric)}-${id}`;
}

/** Keys of charts are joined by dots in the address. */
function keyOfMetric(metric: string): string {
  return metric.replaceAll('.', '-');
}

/** A machine's name; its id where it is not among those known now. */
function nameOf(id: string): string {
  const row = fleet.value?.ids.indexOf(id) ?? -1;
  return fleet.value?.names[row] ?? id;
}
