import { Unit } from '../../../src/model/unit.ts';
import { digits, quantity, type Shown } from './format.ts';

/** A used part of a size as number and rest: `[2.4, of 4]`, `[2.1, of 8 GiB]`, `[340 MiB, of 8 GiB]`. */
export function partOf(value: number, size: number | null, unit: Shown): readonly [string, string] {
  if (unit === Unit.cores) return [processors(value), size === null ? '' : `of ${size}`];
  const [number, suffix] = quantity(value, unit);
  if (size === null) return [number, suffix];
  const [most, mostSuffix] = quantity(size, unit);
  const whole = `of ${most.replace(/\.0$/, '')}\u00a0${mostSuffix}`;
  return [suffix === mostSuffix ? number : `${number}\u00a0${suffix}`, whole];
}

/** Processors kept busy: `0.03`, `2.4`. */
export function processors(value: number): string {
  if (value > 0 && value < 0.995) return value < 0.005 ? '<0.01' : value.toFixed(2);
  return digits(value);
}
