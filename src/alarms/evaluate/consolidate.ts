import type { SeriesConsolidation } from '../rule/rule.ts';
import type { SlotGroups } from './slot-groups.ts';

/**
 * Writes one value for each pair, made of those of its slots; NaN where it is unknown. A sum is unknown where a part of it
 * is; the others are made of what is known.
 */
export function consolidate(
  { starts, slots }: SlotGroups,
  of: SeriesConsolidation,
  values: Float64Array,
  out: Float64Array,
): void {
  for (let pair = 0; pair < out.length; pair++) {
    const start = starts[pair] as number;
    const end = starts[pair + 1] as number;
    if (end === start + 1) out[pair] = values[slots[start] as number] as number;
    else out[pair] = end === start ? Number.NaN : ofMany[of](values, slots, start, end);
  }
}

type Consolidate = (values: Float64Array, slots: Int32Array, start: number, end: number) => number;

const ofMany: Readonly<Record<SeriesConsolidation, Consolidate>> = {
  sum(values, slots, start, end) {
    let sum = 0;
    for (let i = start; i < end; i++) sum += values[slots[i] as number] as number;
    return sum;
  },
  average(values, slots, start, end) {
    let [sum, known] = [0, 0];
    for (let i = start; i < end; i++) {
      const value = values[slots[i] as number] as number;
      if (Number.isNaN(value)) continue;
      sum += value;
      known++;
    }
    return sum / known;
  },
  max(values, slots, start, end) {
    let most = Number.NaN;
    for (let i = start; i < end; i++) {
      const value = values[slots[i] as number] as number;
      if (!(value <= most)) most = Number.isNaN(value) ? most : value;
    }
    return most;
  },
  min(values, slots, start, end) {
    let least = Number.NaN;
    for (let i = start; i < end; i++) {
      const value = values[slots[i] as number] as number;
      if (!(value >= least)) least = Number.isNaN(value) ? least : value;
    }
    return least;
  },
};
