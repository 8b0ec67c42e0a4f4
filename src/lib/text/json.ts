const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * A number rounded to six significant digits: what a screen can show, in a third of the bytes.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { significant } from './json.ts';
 * assert.equal(significant(0.123456789), 0.123457);
 */
export function significant(value: number): number {
  if (Number.isInteger(value) && value < 1e6 && value > -1e6) return value; // fast path
  const digits = 5 - Math.floor(Math.log10(Math.abs(value)));
  if (!(digits >= -22 && digits <= 22)) return Number(value.toPrecision(6));
  const power = powers[Math.abs(digits)] as number;
  // Both branches divide or multiply by an exact power of ten: 0.1 as a factor would leave 0.30000000000000004.
  return digits >= 0 ? Math.round(value * power) / power : Math.round(value / power) * power;
}

/** A JSON number, `null` for what JSON cannot say. */
export function number(value: number): string {
  return Number.isFinite(value) ? String(value) : 'null';
}

/** A JSON array of numbers with six significant digits; NaN is `null`. An array of nothing but doubles has a fast path. */
export function numbers(values: Float64Array): string {
  const rounded: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    rounded.push(value === value ? significant(value) : value);
  }
  return JSON.stringify(rounded);
}

/** What JSON can hold and 64-bit integers, which are written exactly. */
export type Exact =
  | null
  | boolean
  | number
  | bigint
  | string
  | undefined
  | readonly Exact[]
  | { readonly [name: string]: Exact };

/**
 * JSON of a value with exact integers, in the order of its members; what is undefined is left out.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { exactJson } from './json.ts';
 * assert.equal(exactJson({ time: 2n ** 64n - 1n, a: Number.NaN }), '{"time":18446744073709551615,"a":null}');
 */
export function exactJson(value: Exact): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return number(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  if (isList(value)) return `[${value.map(exactJson).join(',')}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return object(members.map(([name, member]) => [name, exactJson(member)]));
}

// Array.isArray does not distinguish a readonly array from an object.
function isList(value: object): value is readonly Exact[] {
  return Array.isArray(value);
}

/** A JSON object of ready-made JSON texts. */
export function object(members: Iterable<readonly [name: string, json: string]>): string {
  return `{${Array.from(members, ([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;
}
