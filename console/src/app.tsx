import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useFrame } from './data/fleet.ts';
import { liveness, togglePause } from './data/live.ts';
import { lazy } from './lazy.tsx';
import { pages, shown } from './pages.ts';
import { Header } from './parts/frame/header.tsx';
import { useKeys, type Bindings } from './view/keys.ts';
import { go, path, search } from './view/router.ts';
import { useTitle } from './view/title.ts';

const Footer = lazy(async () => import('./parts/frame/footer.tsx'), 'Footer');
const Help = lazy(async () => import('./parts/frame/help.tsx'), 'Help');
const IgnoredParameters = lazy(async () => import('./parts/frame/ignored.tsx'), 'IgnoredParameters');

const pageKeys: Bindings = Object.fromEntries(
  pages.flatMap(({ tab }) => (tab ? [[tab.keys, () => go(tab.href)]] : [])),
);

/** The frame of every page. What a lost connection leaves is dimmed, never taken away. */
export function App(): JSX.Element {
  const [help, setHelp] = useState(false);
  const { page, params } = shown.value;
  useTitle(page.title);
  useFrame(page.wants?.() ?? null);
  useKeys({ ...pageKeys, '?': () => setHelp(true), '.': togglePause });
  const main = useFocusOnNewPage();
  const stale = liveness.value === 'reconnecting' || liveness.value === 'silent';
  return (
    <div class={`shell shows-${page.name}`}>
      <a class="skip" href="#main">
        to the content
      </a>
      <Header help={() => setHelp(true)} />
      <main id="main" ref={main} tabIndex={-1} class={stale ? 'stale' : ''}>
        {search.value && page.parameters && <IgnoredParameters own={page.parameters} />}
        <page.component key={params.path} {...params} />
      </main>
      <Footer />
      {help && <Help close={() => setHelp(false)} />}
    </div>
  );
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
