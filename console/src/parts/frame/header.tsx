import type { JSX } from 'preact';
import { identity } from '../../data/access/session.ts';
import { hosts } from '../../data/hosts.ts';
import { lazy } from '../../lazy.tsx';
import { pages, shown, type Page } from '../../pages.ts';
import { go, path } from '../../view/router.ts';
import { demo } from '../../data/status.ts';
import { hint, useCommands, type Command } from '../../view/keys.ts';
import { nextTheme, theme } from '../../view/theme.ts';
import { Connection } from './connection.tsx';
import { Lights } from './lights.tsx';
import { UnitSwitch } from './unit-switch.tsx';
import { Search } from './search.tsx';

const Account = lazy(async () => import('./account.tsx'), 'Account');

const changeTheme: Command = { key: 'd', name: 'theme: auto, light, dark', run: nextTheme };

/** The frame's top: where one is, what is wrong, how live it is. */
export function Header({ help, palette }: Record<'help' | 'palette', Command>): JSX.Element {
  useCommands([changeTheme]);
  const sign = theme.value === 'dark' ? '☾' : theme.value === 'light' ? '☀' : '◐';
  return (
    <header class="frame">
      <div class="bar">
        <div class="where">
          <a class="brand" href="/">
            virtscope
          </a>
          <HostName />
          {demo.value && <strong class="demo">demo</strong>}
        </div>
        <Search palette={palette} />
        <Lights />
        <Connection />
        <UnitSwitch />
        <button type="button" class="icon" onClick={nextTheme} title={hint(changeTheme)}>
          <span aria-hidden="true">{sign}</span>
          <span class="hidden">theme: {theme.value}</span>
        </button>
        <button type="button" class="icon" onClick={help.run} title={hint(help)}>
          <span aria-hidden="true">?</span>
          <span class="hidden">{help.name}</span>
        </button>
        {/* On the machine itself every reader is the same. */}
        {identity.value && identity.value.by !== 'local' && <Account />}
      </div>
      <nav aria-label="pages">
        {pages.map((page) => (
          <Entry key={page.name} page={page} />
        ))}
      </nav>
    </header>
  );
}

function Entry({ page: { name, tab } }: { page: Page }): JSX.Element | null {
  if (!tab || tab.isAside) return null;
  const { page } = shown.value;
  const isUnder = page.name === name || page.under === name;
  return (
    <a href={tab.href} aria-current={path.value === tab.href ? 'page' : isUnder ? 'true' : undefined}>
      {tab.text}
      {tab.count && (
        <>
          {' '}
          <span class="count">{tab.count() ?? ''}</span>
        </>
      )}
    </a>
  );
}

function HostName(): JSX.Element | null {
  const list = hosts.value ?? [];
  const first = list[0];
  if (!first) return null;
  if (list.length === 1) {
    return (
      <a class="host" href="/">
        {first.name}
      </a>
    );
  }
  const here = list.find(({ uri }) => uri === path.value);
  return (
    <select
      class="host"
      aria-label="host"
      value={here?.uri ?? '/'}
      onChange={(event) => go(event.currentTarget.value)}
    >
      <option value="/">all hosts</option>
      {list.map(({ uri, name }) => (
        <option key={uri} value={uri}>
          {name}
        </option>
      ))}
    </select>
  );
}
