import { signal } from '@preact/signals';
import type { Table } from '../../../../src/api/wire/table.ts';
import { getJson } from '../api.ts';
import type { FleetWants } from '../table/fleet-metrics.ts';

/** Names, states and what was asked for of all machines, for searches from pages that do not follow them; null before. */
export const lookedUp = signal<Table | null>(null);

/** A search looks at what was fetched for so long. */
const freshMs = 20_000;
let asked = { address: '', at: 0 };

/** Fetches the machines with these metrics and facts where that was not done just now. */
export function lookUp({ metrics, facts }: FleetWants): void {
  const named = facts.length > 0 ? `&facts=${facts.join(',')}` : '';
  const address = `/metrics/VM?columns=${metrics.join(',') || 'cpu.usage'}${named}`;
  if (asked.address === address && performance.now() - asked.at < freshMs) return;
  const mine = (asked = { address, at: performance.now() });
  getJson<Table>(address).then(
    (table) => void (asked === mine && (lookedUp.value = table)),
    // The frame shows that the server is away; the next letter asks again.
    () => void (asked === mine && (asked = { address: '', at: 0 })),
  );
}
