import type { JSX } from 'preact';
import { Figure } from '../charts/figure.tsx';
import { useLevelled } from '../charts/levelled.ts';
import { hostCharts, metricsOf } from '../charts/specs.ts';
import { TimeBar } from '../charts/time-bar.tsx';
import { useEntity } from '../data/entity.ts';
import { hosts } from '../data/hosts.ts';
import { FirstRun } from '../parts/findings/first-run.tsx';
import { Headline, headlineMetrics } from '../parts/headline/headline.tsx';
import { HostMachines } from '../parts/headline/host-machines.tsx';
import {
  Banners,
  Capacity,
  CopyCurl,
  Details,
  EventList,
  Problem,
  Services,
  UnmeasuredHost,
} from '../parts/lazily.ts';
import { WhenSeen } from '../parts/when-seen.tsx';
import { useTitle } from '../view/title.ts';

const metrics = [...new Set([...metricsOf(hostCharts), ...headlineMetrics])];

/**
 * What is this host doing right now: what is wrong, the host in a line, its machines, its charts. Without an id it is the
 * first host, with the machines of all.
 */
export function HostPage({ id }: { id: string }): JSX.Element {
  const shown = id || hosts.value?.[0]?.id;
  return (
    <div class="host-page">
      <FirstRun />
      <Banners />
      {shown === undefined ? <NoHost /> : <Shown key={shown} id={shown} machinesOf={id || null} />}
    </div>
  );
}

function NoHost(): JSX.Element {
  return (
    <>
      <p class="note">No host is read, only its machines.</p>
      <HostMachines host={null} />
    </>
  );
}

function Shown({ id, machinesOf }: { id: string; machinesOf: string | null }): JSX.Element {
  const view = useEntity('host', id, metrics, { recent: true });
  const charts = useLevelled('host', id, hostCharts);
  const name = view.entity.value?.name ?? id;
  useTitle(name);
  if (view.problem.value) return <Problem problem={view.problem.value} what="host" />;
  const latest = view.latest.value;
  if (latest && Object.keys(latest.values).length === 0) {
    return <UnmeasuredHost view={view} name={name} machinesOf={machinesOf} />;
  }
  return (
    <>
      <h1 class="hidden">Host {name}</h1>
      <Headline view={view} />
      <HostMachines host={machinesOf} />
      <TimeBar view={view} charts={hostCharts}>
        <>
          <CopyCurl
            requests={async () => (await import('../parts/curl/host-requests.ts')).hostRequests(view, id)}
          />
          <a class="action" href={`/metrics/VM/top?host=${encodeURIComponent(id)}`}>
            what is using it?
          </a>
        </>
      </TimeBar>
      <div class="charts">
        {charts.map((chart) => (
          <Figure key={chart.key} view={view} chart={chart} />
        ))}
      </div>
      <WhenSeen>
        <Services host={id} />
        <Capacity host={id} />
      </WhenSeen>
      <EventList view={view} />
      <Details view={view} />
    </>
  );
}
