import { useEffect } from 'preact/hooks';
import type { Table } from '../../../../src/api/wire/table.ts';
import { lightOf } from '../../../../src/model/light.ts';
import type { Selector } from '../../../../src/model/select/mod.ts';
import { fleet } from '../../data/fleet.ts';
import { hostNames, hosts } from '../../data/hosts.ts';
import { stateText } from '../../data/table/state-text.ts';
import { language } from '../../data/selector/selection.ts';
import { lookedUp, lookUp } from '../../data/selector/looked-up.ts';
import { go } from '../../view/router.ts';
import { Light } from '../light.tsx';
import { foundHosts, foundRows } from './found.ts';
import type { Row } from './popup.tsx';

/** Machines and hosts listed; the rest is one row that leads to the table. */
const most = 8;

/** Machines and hosts that match, and the way to all of them. */
export function resultsOf(selector: Selector, table: Table | null): Row[] {
  const found = foundHosts(hosts.value ?? [], selector).slice(0, 3);
  const rows = table ? foundRows(table, selector, hostNames.value) : [];
  const results = found.map(({ id, name, state, uri }): Row => {
    const content = (
      <>
        <Light light={lightOf('host', state, null)} /> <b>{name}</b> <span class="unit">host</span>
      </>
    );
    return { key: id, choose: () => go(uri), content };
  });
  for (const row of rows.slice(0, most - found.length)) results.push(machine(table as Table, row));
  if (rows.length > 0) {
    const uri = `/metrics/VM?select=${encodeURIComponent(selector.text)}`;
    const content = <span class="all">all {rows.length} matching →</span>;
    results.push({ key: 'all', choose: () => go(uri), content });
  }
  return results;
}

function machine(table: Table, row: number): Row {
  const id = table.ids[row] ?? '';
  const host = hostNames.value.get(table.hosts[row] ?? '');
  const state = table.states[row] ?? 'unknown';
  const content = (
    <>
      <Light light={lightOf('VM', state, table.conditions[row] ?? null)} /> <b>{table.names[row]}</b>{' '}
      <span class="unit">
        {stateText(table, row)}
        {host !== undefined && `, on ${host}`}
      </span>
    </>
  );
  return { key: id, choose: () => go(`/metrics/VM/${id}`), content };
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
