import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { comparedMetrics } from './view/chosen.ts';
import { fleetMetrics } from './data/fleet-metrics.ts';
import { useFleet } from './data/fleet.ts';
import { useKeys } from './view/keys.ts';
import { lazy } from './lazy.tsx';
import { liveness, togglePause } from './data/live.ts';
import { Footer } from './parts/frame/footer.tsx';
import { MachinePage } from './pages/machine.tsx';
import { Header } from './parts/frame/header.tsx';
import { Help, IgnoredParameters } from './parts/lazily.ts';
import { go, path, route, search, type Route } from './view/router.ts';

const HostPage = lazy(async () => (await import('./pages/host.tsx')).HostPage);
const MachinesPage = lazy(async () => (await import('./pages/machines.tsx')).MachinesPage);
const ComparePage = lazy(async () => (await import('./pages/compare.tsx')).ComparePage);
const TopPage = lazy(async () => (await import('./pages/top.tsx')).TopPage);
const MetricPage = lazy(async () => (await import('./pages/metric.tsx')).MetricPage);
const ResourcePage = lazy(async () => (await import('./pages/resource.tsx')).ResourcePage);

/** Enough for the counts in the frame and the way to the neighbours. */
const fewest = ['cpu.usage'];

/** What the page shown draws of all machines. */
function fleetColumns(page: Route['page']): readonly string[] {
  if (page === 'host' || page === 'machines') return fleetMetrics;
  return page === 'compare' ? [...new Set([...fewest, ...comparedMetrics.value])] : fewest;
}

/** The frame of every page. What a lost connection leaves is dimmed, never taken away. */
export function App(): JSX.Element {
  const [help, setHelp] = useState(false);
  const { page } = route.value;
  useFleet(fleetColumns(page));
  useKeys({
    '?': () => setHelp(true),
    '.': togglePause,
    'g h': () => go('/'),
    'g m': () => go('/metrics/VM'),
    'g t': () => go('/metrics/VM/top'),
  });
  const main = useFocusOnNewPage();
  const stale = liveness.value === 'reconnecting' || liveness.value === 'silent';
  return (
    <div class={`shell shows-${page}`}>
      <a class="skip" href="#main">
        to the content
      </a>
      <Header help={() => setHelp(true)} />
      <main id="main" ref={main} tabIndex={-1} class={stale ? 'stale' : ''}>
        {search.value && <IgnoredParameters />}
        <Page />
      </main>
      <Footer />
      {help && <Help close={() => setHelp(false)} />}
    </div>
  );
}

function Page(): JSX.Element {
  const shown = route.value;
  switch (shown.page) {
    case 'host':
      return <HostPage id={shown.id} />;
    case 'machines':
      return <MachinesPage />;
    case 'compare':
      return <ComparePage />;
    case 'top':
      return <TopPage />;
    case 'machine':
      return <MachinePage key={shown.id} id={shown.id} />;
    case 'metric':
      return <MetricPage {...shown} key={path.value} />;
    case 'resource':
    default:
      return <ResourcePage key={shown.path} path={shown.path} />;
  }
}

/** A new page takes the focus, so that a screen reader reads it and keys start from its top. */
function useFocusOnNewPage(): { current: HTMLElement | null } {
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [path.value]);
  return main;
}
