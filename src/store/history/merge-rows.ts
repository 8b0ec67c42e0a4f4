import { Reason } from '../../model/reason.ts';
import type { Consolidation } from '../interfaces/history-reader.ts';

/** Rows of one series: NaN where unknown, and why. */
export interface Rows {
  readonly values: Float64Array;
  readonly reasons: Uint8Array;
}

/**
 * `factor` rows to one; the rows themselves when that is 1. Unknown rows do not weigh; a row none of whose parts is
 * known is NaN with the reason of the last part.
 */
export function mergeRows(cf: Consolidation, rows: Rows, factor: number): Rows {
  if (factor === 1) return rows;
  const count = Math.floor(rows.values.length / factor);
  const [values, reasons] = [new Float64Array(count), new Uint8Array(count)];
  const merge = combine[cf];
  for (let i = 0; i < count; i++) {
    let known = 0;
    let result = Number.NaN;
    let reason: number = Reason.notCollected;
    for (let part = i * factor; part < (i + 1) * factor; part++) {
      const value = rows.values[part] as number;
      if (Number.isNaN(value)) {
        reason = rows.reasons[part] as number;
        continue;
      }
      result = known === 0 ? value : merge(result, value);
      known++;
    }
    values[i] = cf === 'AVERAGE' && known > 1 ? result / known : result;
    reasons[i] = known > 0 ? Reason.known : reason;
  }
  return { values, reasons };
}

/** Puts newer rows over others from row `at` on; what is unknown in them hides no value. */
export function overlay({ values, reasons }: Rows, newer: Rows, at: number): void {
  for (const [i, value] of newer.values.entries()) {
    if (Number.isNaN(value) && !Number.isNaN(values[at + i])) continue;
    values[at + i] = value;
    reasons[at + i] = newer.reasons[i] as number;
  }
}

const combine: Readonly<Record<Consolidation, (a: number, b: number) => number>> = {
  AVERAGE: (a, b) => a + b,
  MIN: Math.min,
  MAX: Math.max,
  LAST: (_, b) => b,
};
