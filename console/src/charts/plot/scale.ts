import { Unit } from '../../../../src/model/unit.ts';
import type { Shown } from '../../format/format.ts';
import type { Line } from '../specs.ts';

/** Tops a share may end at: few, so that the scale rests while the line moves. */
const shares = [0.1, 0.25, 0.5, 1];

/** Lowest top of a scale, so that noise on an idle machine does not fill the chart. */
const floors: Partial<Record<Shown, number>> = {
  [Unit.bytes]: 64 * 1024 ** 2,
  [Unit.bytesPerSecond]: 10_000,
  'bits/s': 10_000,
  [Unit.seconds]: 0.001,
};

/** Ends of a vertical axis for values between `low` and `high`; zero is always inside. */
export function range(lines: readonly Line[], unit: Shown, low: number, high: number): [number, number] {
  if (unit === Unit.ratio) return [0, shares.find((top) => high <= top * 0.98) ?? Math.max(1, high)];
  const floor = floors[unit] ?? 1;
  const top = Math.max(high * 1.08, floor);
  if (!lines.some(({ mirrored }) => mirrored)) return [0, top];
  const bottom = Math.max(-low * 1.08, floor);
  // Neither half may become too thin to see.
  return [-Math.max(bottom, top / 4), Math.max(top, bottom / 4)];
}

/** Steps of the axis: powers of two where the unit is counted in them. */
export function increments(unit: Shown): number[] {
  if (unit === Unit.bytes) return Array.from({ length: 50 }, (_, power) => 2 ** power);
  return Array.from({ length: 24 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** (power - 9))).flat();
}

/** Values are drawn in the unit they are shown in, so that the steps of the axis are round. */
export function factor(unit: Shown): number {
  return unit === 'bits/s' ? 8 : 1;
}
