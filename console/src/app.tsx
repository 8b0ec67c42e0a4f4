import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { isLocked } from './data/access/session.ts';
import { useFrame } from './data/fleet.ts';
import { liveness } from './data/live.ts';
import { lazy } from './lazy.tsx';
import { shown, tabs } from './pages.ts';
import { Dialog } from './parts/dialog.tsx';
import { Header } from './parts/frame/header.tsx';
import { useCommands, type Command } from './view/keys.ts';
import { go, path, search } from './view/router.ts';
import { useTitle } from './view/title.ts';

const Footer = lazy(async () => import('./parts/frame/footer.tsx'), 'Footer');
const Help = lazy(async () => import('./parts/frame/help.tsx'), 'Help');
const IgnoredParameters = lazy(async () => import('./parts/frame/ignored.tsx'), 'IgnoredParameters');
const Login = lazy(async () => import('./parts/access/login.tsx'), 'Login');
const Palette = lazy(async () => import('./parts/palette/palette.tsx'), 'Palette');

const pageCommands = (): Command[] =>
  tabs().map(({ keys, text, href }) => ({ key: keys, name: text, run: () => go(href), isPage: true }));

/** The page of the address in its frame, or a login in place of both: then nothing of a page is left. */
export function App(): JSX.Element {
  return isLocked.value ? <Login /> : <Framed />;
}

/** The frame of every page. What a lost connection leaves is dimmed, never taken away. */
function Framed(): JSX.Element {
  // An object of each time: one may be asked for again before the dialog of the time before is gone.
  const [asked, setAsked] = useState<{ readonly dialog: 'help' | 'palette' } | null>(null);
  const { page, params } = shown.value;
  useTitle(page.title);
  useFrame(page.wants?.() ?? null);
  const help: Command = { key: '?', name: 'keys and help', run: () => setAsked({ dialog: 'help' }) };
  const palette: Command = {
    key: 'Ctrl+k',
    name: 'machines, hosts, pages and commands by name',
    run: () => setAsked({ dialog: 'palette' }),
  };
  useCommands([...pageCommands(), help, palette]);
  const main = useFocusOnNewPage();
  const stale = liveness.value === 'reconnecting' || liveness.value === 'silent';
  return (
    <div class={`shell shows-${page.name}`}>
      <a class="skip" href="#main">
        to the content
      </a>
      <Header help={help} palette={palette} />
      <main id="main" ref={main} tabIndex={-1} class={stale ? 'stale' : ''}>
        {search.value && page.parameters && <IgnoredParameters own={page.parameters} />}
        <page.component key={params.path} {...params} />
      </main>
      <Footer />
      {asked && (
        <Dialog
          key={asked}
          class={asked.dialog}
          label={asked.dialog === 'help' ? help.name : palette.name}
          // It may have asked for the other one.
          close={() => setAsked((now) => (now === asked ? null : now))}
        >
          {asked.dialog === 'help' ? <Help /> : <Palette />}
        </Dialog>
      )}
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
