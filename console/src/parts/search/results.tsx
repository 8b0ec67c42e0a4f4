import { useEffect } from 'preact/hooks';
import type { Instance } from '../../../../src/api/wire/metrics.ts';
import type { Table } from '../../../../src/api/wire/table.ts';
import { lightOf, lightOfRow } from '../../../../src/model/light.ts';
import type { Selector } from '../../../../src/model/select/mod.ts';
import { uriOf } from '../../data/api.ts';
import { fleet } from '../../data/fleet.ts';
import { hostNames, hosts } from '../../data/hosts.ts';
import { rowWord } from '../../../../src/model/text/state-word.ts';
import { language } from '../../data/selector/selection.ts';
import { lookedUp, lookUp } from '../../data/selector/looked-up.ts';
import { go } from '../../view/router.ts';
import { Light } from '../light.tsx';
import { foundHosts, foundRows } from './found.ts';
import type { Row } from './row.tsx';

/** Machines and hosts listed, and of these hosts; the rest is one row that leads to the table. */
const most = 8;
const mostHosts = 3;

/** Rows of what matches, best first. */
export interface Results {
  readonly hosts: readonly Row[];
  readonly machines: readonly Row[];
}

/** Machines and hosts that match, and the ways to all of them. */
export function resultsOf(selector: Selector | null, table: Table | null): Results {
  if (!selector) return { hosts: [], machines: [] };
  const found = foundHosts(hosts.value ?? [], selector);
  const listed = found.slice(0, mostHosts).map(hostRow);
  if (found.length > mostHosts) {
    listed.push(wayToAll('hosts', `all ${hosts.value?.length ?? 0} hosts`, uriOf('host')));
  }
  if (!table) return { hosts: listed, machines: [] };
  const rows = foundRows(table, selector, hostNames.value);
  const machines = rows
    .slice(0, most - Math.min(found.length, mostHosts))
    .map((row) => machineRow(table, row));
  if (rows.length > 0) {
    const uri = `${uriOf('VM')}?select=${encodeURIComponent(selector.text)}`;
    machines.push(wayToAll('all', `all ${rows.length} matching`, uri));
  }
  return { hosts: listed, machines };
}

function wayToAll(key: string, text: string, uri: string): Row {
  return { key, choose: () => go(uri), content: <span class="all">{text} →</span> };
}

export function hostRow({ id, name, state, uri, alarms }: Instance): Row {
  const content = (
    <>
      <Light light={lightOf('host', state, null, alarms ?? null)} /> <b>{name}</b>{' '}
      <span class="unit">host</span>
    </>
  );
  return { key: id, choose: () => go(uri), content };
}

export function machineRow(table: Table, row: number): Row {
  const id = table.ids[row] ?? '';
  const host = hostNames.value.get(table.hosts[row] ?? '');
  const content = (
    <>
      <Light light={lightOfRow('VM', table, row)} /> <b>{table.names[row]}</b>{' '}
      <span class="unit">
        {rowWord(table, row)}
        {host !== undefined && `, on ${host}`}
      </span>
    </>
  );
  return { key: id, choose: () => go(uriOf('VM', id)), content };
}

/** The machines a search looks at: those that are followed, else those that are fetched for it, with the facts it names. */
export function useLookUp(
  text: string,
  cursor: number,
  selector: Selector | null,
  hasTable: boolean,
): Table | null {
  const word = /([a-z]+)[:=][^\s]*$/i.exec(text.slice(0, cursor))?.[1] ?? '';
  const facts = [...new Set([...(selector?.facts ?? []), ...(language.value?.factsNamed(word) ?? [])])];
  const metrics = selector?.metrics ?? [];
  const followed = hasTable ? fleet.value : null;
  const isFollowed = followed !== null && facts.every((name) => followed.facts[name]);
  const key = `${metrics.join()} ${facts.join()}`;
  useEffect(() => {
    if (!isFollowed) lookUp({ metrics, facts });
  }, [key, isFollowed, text]);
  return isFollowed ? followed : lookedUp.value;
}
