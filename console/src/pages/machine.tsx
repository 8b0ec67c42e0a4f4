import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { Figure } from '../charts/figure.tsx';
import { useLevelled } from '../charts/levelled.ts';
import { machineCharts, metricsOf, perProcessor, type Chart } from '../charts/specs.ts';
import { TimeBar } from '../charts/time-bar.tsx';
import { uriOf } from '../data/api.ts';
import { useEntity, type EntityView } from '../data/entity.ts';
import { MachineHeader } from '../parts/entity/machine-header.tsx';
import { chartRequest } from '../parts/curl/chart-requests.ts';
import { CopyCurl, Details, EventList, Problem } from '../parts/lazily.ts';
import { query, setQuery } from '../view/router.ts';
import { useTitle } from '../view/title.ts';

const metrics = [...metricsOf(machineCharts), 'cpu.*.usage'];

/** One machine: what it is, what is wrong with it, and its four graphs in step. */
export function MachinePage({ id }: { id: string }): JSX.Element {
  const view = useEntity('VM', id, metrics);
  const charts = useLevelled('VM', id, useCharts(view));
  useTitle(view.entity.value?.name ?? id);
  if (view.problem.value) return <Problem problem={view.problem.value} what="machine" />;
  return (
    <div class="machine-page">
      <MachineHeader view={view} />
      <TimeBar view={view} charts={charts}>
        <CopyCurl
          requests={() => [chartRequest(view, charts), `/vms/${encodeURIComponent(id)}`, uriOf('VM', id)]}
        />
      </TimeBar>
      <div class="charts">
        {charts.map((chart) => (
          <Figure key={chart.key} view={view} chart={chart}>
            {chart.key === 'cpu' && <PerProcessor />}
          </Figure>
        ))}
      </div>
      <EventList view={view} />
      <Details view={view} />
    </div>
  );
}

/** CPU in total with steal, or one line per processor; the choice is in the address. */
function useCharts(view: EntityView): readonly Chart[] {
  const split = query('cpus') === 'each';
  const names = [...(view.columns?.byMetric.keys() ?? [])].filter((name) => /^cpu\.\d+\.usage$/.test(name));
  return useMemo(
    () => machineCharts.map((chart) => (split && chart.key === 'cpu' ? perProcessor(chart, names) : chart)),
    [split, names.join(' ')],
  );
}

function PerProcessor(): JSX.Element {
  const split = query('cpus') === 'each';
  return (
    <button
      type="button"
      aria-pressed={split}
      onClick={() => setQuery({ cpus: split ? null : 'each' }, true)}
    >
      per vCPU
    </button>
  );
}
