import { quantity } from '../../model/text/quantity.ts';
import type { Unit } from '../../model/unit.ts';

/** What is shown of a number that is not known. */
export const unknown = '-';

/** Traffic as the console shows it; the title of the column has the second. At most 7 characters. */
export function rate(value: number | null, unit: 'bytes/s' | 'bits/s'): string {
  if (value === null) return unknown;
  const [number, suffix] = quantity(value, unit);
  return `${number} ${suffix.replace('/s', '')}`;
}

/** Memory. At most 8 characters. */
export function memory(value: number | null): string {
  return value === null ? unknown : quantity(value, 'bytes').join(' ');
}

/** The number alone of a share in per cent or of a count: 1.8 cores are `180`. */
export function bare(value: number | null, unit: Unit): string {
  return value === null ? unknown : quantity(value, unit)[0];
}

/** A length of time in its largest unit: `4 s`, `12 min`, `3 h`, `5 d`. At most 6 characters until 27 years. */
export function age(seconds: number | null): string {
  if (seconds === null) return unknown;
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 100) return `${whole} s`;
  if (whole < 6000) return `${Math.floor(whole / 60)} min`;
  return whole < 360_000 ? `${Math.floor(whole / 3600)} h` : `${Math.floor(whole / 86_400)} d`;
}
