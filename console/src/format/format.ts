import { Unit } from '../../../src/model/unit.ts';
import { digits, quantity, type Shown } from '../../../src/model/text/quantity.ts';
import { lookup } from '../../../src/model/vocabulary.ts';
import { networkInBytes } from './network-unit.ts';

export { digits, quantity, type Shown };
export { clock, day, instant, moment, rowTime } from './time.ts';

const nbsp = '\u00a0';
// Every digit that distinguishes a double from its neighbours.
const exactNumber = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 17 });

/** The unit a metric is shown in; reading it follows the choice between bits and bytes. */
export function shownUnit(metric: string): Shown {
  const unit = lookup(metric)?.metric.unit ?? Unit.count;
  return unit === Unit.bytesPerSecond && metric.startsWith('net.') ? networkUnit() : unit;
}

/** The unit of everything that networks carry. Networks are sold and thought of in bits, unless one chooses bytes. */
export function networkUnit(): Shown {
  return networkInBytes.value ? Unit.bytesPerSecond : 'bits/s';
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
