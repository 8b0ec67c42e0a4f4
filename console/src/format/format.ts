import { Unit } from '../../../src/model/unit.ts';
import { lookup } from '../../../src/model/vocabulary.ts';
import { networkInBytes } from './network-unit.ts';

export { clock, day, instant, moment, rowTime } from './time.ts';

/** How numbers read everywhere in the console; the exact value is one tooltip away, or one page where a table has six digits. */
export type Shown = Unit | 'bits/s';

const nbsp = '\u00a0';
// Every digit that distinguishes a double from its neighbours.
const exactNumber = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 17 });

const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const decimal = ['', 'k', 'M', 'G', 'T'];

/** The unit a metric is shown in; reading it follows the choice between bits and bytes. */
export function shownUnit(metric: string): Shown {
  const unit = lookup(metric)?.metric.unit ?? Unit.count;
  return unit === Unit.bytesPerSecond && metric.startsWith('net.') ? networkUnit() : unit;
}

/** The unit of everything that networks carry. Networks are sold and thought of in bits, unless one chooses bytes. */
export function networkUnit(): Shown {
  return networkInBytes.value ? Unit.bytesPerSecond : 'bits/s';
}

/** A value in its base unit as number and unit, scaled for people: `[1.2, GiB]`, `[340, µs]`. */
export function quantity(value: number, unit: Shown): readonly [number: string, unit: string] {
  switch (unit) {
    case Unit.ratio:
    case Unit.cores:
      return [digits(value * 100, 9.95), '%'];
    case Unit.bytes:
      return scaled(value, 1024, binary);
    case Unit.bytesPerSecond:
      return scaled(value, 1000, decimal, 'B/s');
    case 'bits/s':
      return scaled(value * 8, 1000, decimal, 'b/s');
    case Unit.seconds:
      return seconds(value);
    case Unit.requestsPerSecond:
    case Unit.packetsPerSecond:
    case Unit.perSecond:
      return scaled(value, 1000, decimal, '/s');
    case Unit.count:
    default:
      if (Number.isInteger(value) && Math.abs(value) < 10_000) return [value.toString(), ''];
      return value < 10_000 ? [digits(value), ''] : scaled(value, 1000, decimal);
  }
}

/** `12.4 MB/s`, in one string with a space that does not break. */
export function text(value: number, unit: Shown): string {
  const [number, suffix] = quantity(value, unit);
  return suffix ? number + nbsp + suffix : number;
}

/** Two values of a metric as a stretch, with one unit where they share it: `11–45 %`. */
export function between(low: number, high: number, metric: string): string {
  const unit = shownUnit(metric);
  const [first, small] = quantity(low, unit);
  const [second, large] = quantity(high, unit);
  const same = small === large || Number(first) === 0;
  return `${same ? first : text(low, unit)}–${second}${large && nbsp + large}`;
}

/** The value as it was measured, for tooltips: `12,412,011 bytes/s`. */
export function exact(value: number, unit: Shown): string {
  if (unit === Unit.ratio) return `${everyDigit(value, 2)}${nbsp}%`;
  // Eight times a double is exact.
  const number = everyDigit(unit === 'bits/s' ? value * 8 : value);
  if (unit === Unit.cores) return `${number} of one processor`;
  return unit === Unit.count ? number : `${number} ${unit}`;
}

/**
 * As {@link exact}, of a value that may have come with six significant digits, as those of tables and histories do. What has
 * more digits did not; a small whole number is what it is.
 */
export function rounded(value: number, unit: Shown): string {
  const isExact =
    Number(value.toPrecision(6)) !== value || (Number.isInteger(value) && Math.abs(value) < 1e6);
  return isExact ? exact(value, unit) : `about ${exact(value, unit)}`;
}

/** A number in its shortest form, times a power of ten: as a decimal text, which no multiplication rounds. */
function everyDigit(value: number, power = 0): string {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  return exactNumber.format(`${mantissa}e${Number(exponent) + power}` as Intl.StringNumericLiteral);
}

/** A span of time in seconds: `12 s`, `3 min 10 s`, `2 h 5 min`, `3 d 4 h`. */
export function span(totalSeconds: number): string {
  const total = Math.max(0, Math.round(totalSeconds));
  if (total < 60) return `${total}${nbsp}s`;
  if (total < 3600) return pair(Math.floor(total / 60), 'min', total % 60, 's');
  if (total < 86_400) return pair(Math.floor(total / 3600), 'h', Math.floor((total % 3600) / 60), 'min');
  return pair(Math.floor(total / 86_400), 'd', Math.floor((total % 86_400) / 3600), 'h');
}

function pair(first: number, firstUnit: string, second: number, secondUnit: string): string {
  const head = `${first}${nbsp}${firstUnit}`;
  return second === 0 ? head : `${head} ${second}${nbsp}${secondUnit}`;
}

/** One decimal up to `limit`, none above: three figures are what an eye takes in. */
export function digits(value: number, limit = 99.95): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 0.05) return value < 0 ? '>-0.1' : '<0.1';
  return value.toFixed(size < limit ? 1 : 0);
}

function scaled(
  value: number,
  base: number,
  prefixes: readonly string[],
  unit = '',
): readonly [string, string] {
  let rest = value;
  let step = 0;
  // 0.9995: 999.96 would be written as 1000 of the smaller unit.
  while (Math.abs(rest) >= base * 0.9995 && step < prefixes.length - 1) {
    rest /= base;
    step++;
  }
  const number = step === 0 && unit !== '/s' ? whole(rest) : digits(rest);
  return [number, (prefixes[step] ?? '') + unit];
}

/** Unscaled bytes have no tenths. */
function whole(value: number): string {
  return value > 0 && value < 1 ? '<1' : Math.round(value).toString();
}

function seconds(value: number): readonly [string, string] {
  const size = Math.abs(value);
  if (size === 0) return ['0', 's'];
  if (size < 0.9995e-6) return [digits(value * 1e9), 'ns'];
  if (size < 0.9995e-3) return [digits(value * 1e6), 'µs'];
  if (size < 0.9995) return [digits(value * 1e3), 'ms'];
  return [digits(value), 's'];
}
