import { Unit } from '../unit.ts';

/** Units that numbers are shown in. */
export type Shown = Unit | 'bits/s';

const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
const decimal = ['', 'k', 'M', 'G', 'T'];

/**
 * A value in its base unit as number and unit, scaled for people: `[1.2, GiB]`, `[340, µs]`. Numbers read so everywhere, in
 * the console and in the terminal.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { quantity } from './quantity.ts';
 * assert.deepEqual(quantity(1_288_490_189, 'bytes'), ['1.2', 'GiB']);
 * assert.deepEqual(quantity(1_250_000, 'bits/s'), ['10.0', 'Mb/s']);
 */
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
    case Unit.celsius:
      return [value.toFixed(1), '°C'];
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
