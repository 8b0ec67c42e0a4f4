import type { Instance } from '../../../../src/api/wire/metrics.ts';
import type { Table } from '../../../../src/api/wire/table.ts';
import type { Selector } from '../../../../src/model/select/mod.ts';
import { nameRanks } from '../../data/table/names.ts';
import { accepting } from '../../../../src/model/select/rows.ts';

/** Rows of machines that a selector asks for: names that begin with its text first, then by name. */
export function foundRows(
  table: Table,
  selector: Selector,
  hostNames: ReadonlyMap<string, string>,
): number[] {
  const accept = accepting(table, selector, hostNames);
  const text = selector.text.trim().toLowerCase();
  const rank = nameRanks(table.names);
  const begins = table.names.map((name) => (name.toLowerCase().startsWith(text) ? 0 : 1));
  const rows = table.ids.map((_, row) => row).filter(accept);
  return rows.sort((a, b) => (begins[a] ?? 0) - (begins[b] ?? 0) || (rank[a] ?? 0) - (rank[b] ?? 0));
}

/** Hosts that a selector asks for; they have no numbers and facts here. */
export function foundHosts(hosts: readonly Instance[], selector: Selector): Instance[] {
  return hosts.filter(({ id, name, state, source, alarms = null }) =>
    selector.matches({
      class: 'host',
      id,
      name,
      state,
      source,
      condition: null,
      alarms,
      host: id,
      hostName: name,
      now: 0,
      metric: () => null,
      fact: () => null,
    }),
  );
}
