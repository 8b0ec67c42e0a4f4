import { Unit } from '../../../src/model/unit.ts';
import { digits, quantity, type Shown } from './format.ts';

/** A used part of a size as number and rest, in the unit of the size: `[2.4, of 4]`, `[2.1, of 8 GiB]`, `[0.33, of 1 GiB]`. */
export function partOf(value: number, size: number | null, unit: Shown): readonly [string, string] {
  if (unit === Unit.cores) return [tenths(value), size === null ? '' : `of ${size}`];
  if (size === null || size === 0) return quantity(value, unit);
  const [most, suffix] = quantity(size, unit);
  // The size as it is shown, before it is rounded, is this many.
  const scale = 1024 ** Math.max(0, Math.round(Math.log(size / Number(most)) / Math.log(1024)));
  return [tenths(value / scale), `of ${most.replace(/\.0$/, '')}\u00a0${suffix}`];
}

/** `0.03`, `2.4`, `140`: a share of a small number has hundredths. */
function tenths(value: number): string {
  if (value > 0 && value < 0.995) return value < 0.005 ? '<0.01' : value.toFixed(2);
  return digits(value);
}
