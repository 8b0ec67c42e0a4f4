import { computed, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Table, TableValues } from '../../../src/api/wire/table.ts';
import { expectHosts } from './hosts.ts';
import { lightOf, type Light } from './light.ts';
import { follow } from './live.ts';
import { appendSparks, forgetSparks } from './sparks.ts';
import { nameRanks } from './order.ts';
import { refreshStatus } from './status.ts';

/** All machines as last received; null before the first table. Each event makes a new object, never changes one. */
export const fleet = signal<Table | null>(null);

/** Grows whenever the table's stream had a hole. */
export const fleetMissed = signal(0);

export const fleetLights = computed<Light[]>(() => {
  const table = fleet.value;
  return table ? table.states.map((state, row) => lightOf(state, table.conditions[row] ?? null)) : [];
});

/** How many machines show each light: header, banners and table count the same list. */
export const lightCounts = computed(() => {
  const counts: Record<Light, number> = { red: 0, amber: 0, unknown: 0, ok: 0, off: 0 };
  for (const light of fleetLights.value) counts[light]++;
  return counts;
});

/** Rows of the fleet by name, the order of previous and next machine. */
export const byName = computed(() => {
  const rank = nameRanks(fleet.value?.names ?? []);
  return Array.from(rank, (_, row) => row).sort((a, b) => (rank[a] ?? 0) - (rank[b] ?? 0));
});

/** Keeps {@link fleet} live while the page is shown; the columns are what the page draws. */
export function useFleet(columns: readonly string[]): void {
  const wanted = columns.join(',');
  useEffect(() => {
    const stream = follow(`/metrics/VM?columns=${wanted}`, {
      open: (again) => {
        if (again) missed();
      },
      on: {
        table: (table: Table) => {
          fleet.value = table;
          appendSparks(table);
          refreshStatus().catch(reportError);
          expectHosts(table.hosts);
        },
        values: (values: TableValues) => {
          if (!fleet.value) return;
          fleet.value = { ...fleet.value, ...values };
          appendSparks(fleet.value);
        },
        gap: missed,
      },
    });
    return () => stream[Symbol.dispose]();
  }, [wanted]);
}

function missed(): void {
  forgetSparks();
  fleetMissed.value++;
}
