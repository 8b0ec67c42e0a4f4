import type { Table } from '../../../../src/api/wire/table.ts';
import { accepting } from '../../../../src/model/select/rows.ts';
import { hostNames } from '../hosts.ts';
import { effective } from '../selector/selected.ts';
import type { HostRow } from './host-rows.ts';

/** Hosts that the selector of the address asks for, and those that have a machine it asks for. */
export function chosenHosts(
  rows: readonly HostRow[],
  hosts: Table | null,
  machines: Table | null,
): readonly HostRow[] {
  const selector = effective.value;
  if (!selector || !hosts) return rows;
  const asked = new Set<string>();
  const isHost = accepting({ ...hosts, hosts: hosts.ids }, selector, hostNames.value, 'host');
  for (const [row, id] of hosts.ids.entries()) if (isHost(row)) asked.add(id);
  if (machines) {
    const isMachine = accepting(machines, selector, hostNames.value);
    for (const [row, id] of machines.hosts.entries()) if (id !== null && isMachine(row)) asked.add(id);
  }
  return rows.filter(({ id }) => asked.has(id));
}
