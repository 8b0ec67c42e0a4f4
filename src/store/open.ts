import type { Clock } from '../model/clock.ts';
import { Catalogue } from './catalogue/catalogue.ts';
import { Present } from './present.ts';
import type { Store } from './store.ts';
import { TieredStore } from './tiers.ts';

export interface MemoryStoreOptions {
  /** Intervals kept; a SeriesTable must let freed slots rest at least as long. */
  readonly rows?: number;
  readonly stepMs?: number;
  readonly clock: Clock;
}

/**
 * A store that remembers the newest intervals of every series in memory and nothing else.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { systemClock } from '../model/clock.ts';
 * import { createMemoryStore } from './mod.ts';
 * const store = createMemoryStore({ rows: 120, stepMs: 5000, clock: systemClock });
 * assert.deepEqual(store.entities('VM'), []);
 */
export function createMemoryStore({ rows = 120, stepMs = 5000, clock }: MemoryStoreOptions): Store {
  const present = new Present({ rows, stepMs, clock });
  const catalogue = new Catalogue({ directory: present.directory, path: null, now: clock.now() });
  return new TieredStore(present, catalogue);
}
