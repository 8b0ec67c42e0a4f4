import { computed, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Table, TableChanges } from '../../../src/api/wire/table.ts';
import type { AlarmsSummary } from '../../../src/api/wire/alarms.ts';
import { alarmSummary } from './alarms/summary.ts';
import { getJson } from './api.ts';
import { counts, takeCounts } from './counts.ts';
import { expectHosts } from './hosts.ts';
import { follow, type Handlers } from './live.ts';
import { withChanges } from './table/changes.ts';
import type { FleetWants } from './table/fleet-metrics.ts';
import { appendSparks, forgetSparks } from './sparks.ts';
import { nameRanks } from './table/names.ts';

/** All machines as last received, which is not now on pages without columns of them; null before the first table. Each event makes a new object, never changes one. */
export const fleet = signal<Table | null>(null);

/** Grows whenever the table's stream had a hole. */
export const fleetMissed = signal(0);

/** Rows of the fleet by name, the order of previous and next machine. */
export const byName = computed(() => {
  const rank = nameRanks(fleet.value?.names ?? []);
  return Array.from(rank, (_, row) => row).sort((a, b) => (rank[a] ?? 0) - (rank[b] ?? 0));
});

/** The table of the stream, which its changes are of. */
let streamed: Table | null = null;

const takeAlarms = (summary: AlarmsSummary): void => void (alarmSummary.value = summary);

/** What a stream of the table does. */
const tableEvents: Handlers['on'] = {
  table: (table: Table) => {
    fleet.value = streamed = table;
    appendSparks(table);
    expectHosts(table.hosts);
  },
  changes: (changes: TableChanges) => {
    if (!streamed) return;
    fleet.value = streamed = withChanges(streamed, changes);
    appendSparks(streamed);
    if (changes.lists.hosts) expectHosts(streamed.hosts);
  },
  gap: missed,
};

/**
 * Keeps {@link counts} live, and {@link fleet} where the page draws columns of it: in one stream, since a browser has six
 * connections to a server.
 */
export function useFrame(wants: FleetWants | null): void {
  const facts = wants?.facts.length ? `&facts=${wants.facts.join(',')}` : '';
  const wanted = wants && `/metrics/VM?columns=${wants.metrics.join(',')}${facts}&deltas=1&counts=1`;
  useEffect(() => {
    const stream = follow(wanted ?? '/metrics', {
      open: (again) => {
        if (again && wanted) missed();
      },
      on: { ...(wanted && tableEvents), counts: takeCounts, alarms: takeAlarms, time: () => {} },
    });
    return () => stream[Symbol.dispose]();
  }, [wanted]);
  // The small lines lack rows that arrived while no table was streamed.
  useEffect(() => {
    if (wants) forgetSparks();
  }, [wants === null]);
}

/** Fetches the machines where no table was received, or machines were added or removed since. */
export function useNames(): void {
  const count = counts.value?.['VM']?.count;
  useEffect(() => {
    if (count === undefined || fleet.peek()?.ids.length === count) return undefined;
    const left = new AbortController();
    getJson<Table>('/metrics/VM?columns=cpu.usage', left.signal).then(
      (table) => (fleet.value = table),
      () => {
        // The frame shows that the server is away; neighbours can be missed.
      },
    );
    return () => left.abort();
  }, [count]);
}

function missed(): void {
  forgetSparks();
  fleetMissed.value++;
}
