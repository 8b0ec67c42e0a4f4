import { Unit } from '../../../src/model/unit.ts';
import { digits, text, type Shown } from './format.ts';

/** What many have together, and of how much where that is known: `8.9 cores of 32`, `12.1 GiB of 64.0 GiB`. */
export function together(sum: number, capacity: number | null, unit: Shown): string {
  const isCores = unit === Unit.cores;
  const all = isCores ? `${digits(sum)}\u00a0${sum === 1 ? 'core' : 'cores'}` : text(sum, unit);
  if (capacity === null) return all;
  return `${all} of ${isCores ? String(capacity) : text(capacity, unit)}`;
}
