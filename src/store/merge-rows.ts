import { Reason } from '../model/reason.ts';
import type { Ring } from './ring.ts';
import type { Consolidation } from './store.ts';

/**
 * One column of history from ring rows `first` … `first + values.length · factor − 1`, `factor` ring rows to one.
 * Unknown rows do not weigh; a row none of whose parts is known is NaN with the reason of the last part.
 */
export function consolidate(
  ring: Ring,
  slot: number,
  first: number,
  factor: number,
  cf: Consolidation,
  values: Float64Array,
  reasons: Uint8Array,
): void {
  const merge = combine[cf];
  for (let i = 0; i < values.length; i++) {
    let known = 0;
    let result = Number.NaN;
    let reason: number = Reason.notCollected;
    for (let part = 0; part < factor; part++) {
      const row = ring.at(first + i * factor + part);
      if (!row || slot >= row.length) continue;
      const value = row.values[slot] as number;
      if (Number.isNaN(value)) {
        reason = row.reasons[slot] || Reason.notCollected;
        continue;
      }
      result = known === 0 ? value : merge(result, value);
      known++;
    }
    values[i] = cf === 'AVERAGE' && known > 1 ? result / known : result;
    reasons[i] = known > 0 ? Reason.known : reason;
  }
}

const combine: Readonly<Record<Consolidation, (a: number, b: number) => number>> = {
  AVERAGE: (a, b) => a + b,
  MIN: Math.min,
  MAX: Math.max,
  LAST: (_, b) => b,
};
