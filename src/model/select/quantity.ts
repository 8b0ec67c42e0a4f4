import { Unit } from '../unit.ts';

const bytes = { B: 1, ...prefixed('B', 1000, 'kMGTP', ''), ...prefixed('B', 1024, 'KMGTP', 'i') };
const bits = Object.fromEntries(
  Object.entries({ b: 1, ...prefixed('b', 1000, 'kMGT', '') }).map(([name, factor]) => [
    `${name}/s`,
    factor / 8,
  ]),
);
const share = { '%': 0.01 };
const thousands = { k: 1e3, M: 1e6 };
const rate = { '/s': 1, 'k/s': 1e3, 'M/s': 1e6, ...thousands };

/** Factors to the base unit by the unit that is written, the base unit first. */
const suffixes: Readonly<Record<Unit, Readonly<Record<string, number>>>> = {
  ratio: share,
  cores: share,
  bytes,
  'bytes/s': {
    ...Object.fromEntries(Object.entries(bytes).map(([name, factor]) => [`${name}/s`, factor])),
    ...bits,
  },
  'requests/s': rate,
  'packets/s': rate,
  '1/s': rate,
  seconds: { s: 1, ms: 1e-3, µs: 1e-6, us: 1e-6, min: 60, m: 60, h: 3600, d: 86_400 },
  celsius: { '°C': 1, C: 1 },
  count: thousands,
};

/** Whether a bare number of a unit could be taken for one of another. */
export function needsUnit(unit: Unit): boolean {
  return unit === Unit.bytes || unit === Unit.bytesPerSecond || unit === Unit.seconds;
}

/** How a number of a unit can be written. */
export function unitsOf(unit: Unit): readonly string[] {
  return Object.keys(suffixes[unit]);
}

/** A number that is written with or without a unit, or what is wrong with it. */
export type Quantity =
  | { readonly value: number }
  | { readonly wrong: 'number' | 'unit' | 'size'; readonly suffix: string };

/**
 * Reads `80%`, `4GiB`, `20ms`, `10Mb/s`. Without a unit a number is in the base unit; sizes, rates of bytes and times
 * need one, and a bare share is at most 1: `80` is not 8000 %.
 */
export function quantity(text: string, unit: Unit): Quantity {
  const [, digits, suffix = ''] = /^(\d{1,22}(?:\.\d{1,22})?(?:e[+-]?\d{1,3})?)(\D.*)?$/s.exec(text) ?? [];
  if (digits === undefined) return { wrong: 'number', suffix };
  const number = Number(digits);
  if (!Number.isFinite(number)) return { wrong: 'number', suffix };
  if (suffix === '') {
    if (number > 0 && needsUnit(unit)) return { wrong: 'unit', suffix };
    return unit === Unit.ratio && number > 1 ? { wrong: 'size', suffix } : { value: number };
  }
  const factor = factorOf(suffix, unit);
  if (factor === undefined) return { wrong: 'unit', suffix };
  // Divided, so that 57 % is the double next to 0.57.
  const value = factor < 1 ? number / Math.round(1 / factor) : number * factor;
  return Number.isFinite(value) ? { value } : { wrong: 'number', suffix };
}

/** Whether a number of that unit can be followed by this text. */
export function isUnit(text: string, unit: Unit): boolean {
  return factorOf(text, unit) !== undefined;
}

/** Case counts where bits and bytes or milli and mega differ by it alone. */
function factorOf(suffix: string, unit: Unit): number | undefined {
  const known = suffixes[unit];
  if (Object.hasOwn(known, suffix)) return known[suffix];
  const lower = suffix.replace('μ', 'µ').toLowerCase();
  const alike = Object.keys(known).filter((name) => name.toLowerCase() === lower);
  return alike.length === 1 ? known[alike[0] ?? ''] : undefined;
}

function prefixed(unit: string, base: number, prefixes: string, infix: string): Record<string, number> {
  return Object.fromEntries(Array.from(prefixes, (prefix, i) => [prefix + infix + unit, base ** (i + 1)]));
}
