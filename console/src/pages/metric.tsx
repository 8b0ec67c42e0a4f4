import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { describedBy } from '../../../src/model/text/metric-text.ts';
import { lookup } from '../../../src/model/vocabulary.ts';
import { uriOf } from '../data/api.ts';
import { Figure } from '../charts/figure.tsx';
import type { Chart } from '../charts/specs.ts';
import { TimeBar } from '../charts/time-bar.tsx';
import { useEntity } from '../data/entity.ts';
import { interfaceOf } from '../format/device-name.ts';
import { chartRequest } from '../parts/curl/chart-requests.ts';
import { CopyCurl, Problem } from '../parts/lazily.ts';
import { useTitle } from '../view/title.ts';

/** One metric of one entity: what it is, its course, and the addresses a program reads it at. */
export function MetricPage(props: { class: string; id: string; metric: string }): JSX.Element {
  const { class: cls, id, metric } = props;
  const metrics = useMemo(() => [metric], [metric]);
  const view = useEntity(cls, id, metrics);
  const name = view.entity.value?.name ?? id;
  const device = interfaceOf(metric, view.entity.value?.devices ?? []);
  const described = lookup(metric)?.metric;
  const chart = useMemo<Chart>(
    () => ({
      key: 'metric',
      title: metric,
      panels: [{ height: 260, lines: [{ metric, label: 'value', colour: 'cpu', style: 'area' }] }],
    }),
    [metric],
  );
  useTitle(`${metric} of ${name}`);
  if (view.problem.value) return <Problem problem={view.problem.value} what="metric" />;
  return (
    <div class="metric-page">
      <h1>
        {metric} of <a href={uriOf(cls, id)}>{name}</a>
        {device !== null && <small class="subtitle"> {device}</small>}
      </h1>
      <p class="note">
        {described
          ? `${describedBy(described.pattern)}. Unit: ${described.unit}, ${described.kind}.`
          : 'Not in the vocabulary.'}
      </p>
      <TimeBar view={view} charts={[chart]}>
        <CopyCurl requests={() => [chartRequest(view, [chart]), uriOf(cls, id, metric, 'instantaneous')]} />
      </TimeBar>
      <Figure view={view} chart={chart} />
      <p class="note">For programs:</p>
      <pre tabIndex={0}>
        {['instantaneous', 'instantaneous?detail', 'history?start=-600']
          .map((rest) => `curl '${window.location.origin}${uriOf(cls, id, metric)}/${rest}'`)
          .join('\n')}
      </pre>
    </div>
  );
}
