import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { Figure } from '../charts/figure.tsx';
import { groupedCharts } from '../charts/grouped.ts';
import { TimeBar } from '../charts/time-bar.tsx';
import { uriOf } from '../data/api.ts';
import { readableUri } from '../format/readable-uri.ts';
import { useEntity } from '../data/entity.ts';
import { EntityHeader } from '../parts/entity/entity-header.tsx';
import { chartRequest } from '../parts/curl/chart-requests.ts';
import { Connections, CopyCurl, Details, EventList, Problem } from '../parts/lazily.ts';
import { useTitle } from '../view/title.ts';

/** An entity of a class without a page of its own: what it is, what is wrong with it, and all its metrics. */
export function EntityPage({ class: cls, id }: { class: string; id: string }): JSX.Element {
  const view = useEntity(cls, id, null);
  const names = [...(view.columns?.byMetric.keys() ?? [])].join(' ');
  const charts = useMemo(() => groupedCharts(names.split(' ').filter(Boolean)), [names]);
  const name = readableUri(view.entity.value?.name ?? id);
  useTitle(name);
  if (view.problem.value) return <Problem problem={view.problem.value} what={cls} />;
  return (
    <div class="entity-page">
      <EntityHeader
        view={view}
        name={name}
        removed="It is not reported any more."
        where={
          <span>
            class <a href={uriOf(cls)}>{cls}</a>
          </span>
        }
      />
      {cls === 'source' && <Connections id={id} />}
      <TimeBar view={view} charts={charts}>
        <CopyCurl requests={() => [chartRequest(view, charts), uriOf(cls, id)]} />
      </TimeBar>
      <div class="charts">
        {charts.map((chart) => (
          <Figure key={chart.key} view={view} chart={chart} />
        ))}
      </div>
      <EventList view={view} />
      <Details view={view} all />
    </div>
  );
}
