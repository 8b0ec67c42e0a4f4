import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { number, numbers, object, significant } from './json.ts';

test('significant rounds to six digits', () => {
  const f = (value: number, want: number): void => assert.equal(significant(value), want);
  f(0, 0);
  f(999_999, 999_999);
  f(1_234_567, 1_234_570);
  f(123_456_789, 123_457_000);
  f(0.3, 0.3);
  f(0.000_012_345_678, 0.000_012_345_7);
  f(-98.765_432_1, -98.7654);
  f(1e300, 1e300);
  f(5e-324, 5e-324);
});

test('significant is within half a unit of the sixth digit, and needs no more digits', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const rounded = significant(value);
      assert.ok(Math.abs(rounded - value) <= Math.abs(value) * 5.000_001e-6 || Math.abs(value) < 1e-300);
      assert.ok(Number(rounded.toPrecision(6)) === rounded);
    }),
  );
});

test('numbers writes null for what is unknown', () => {
  assert.equal(numbers(Float64Array.of(1, Number.NaN, 0.5, Infinity)), '[1,null,0.5,null]');
  assert.equal(numbers(new Float64Array(0)), '[]');
  assert.equal(number(Number.NaN), 'null');
  assert.equal(number(0.1), '0.1');
});

test('object escapes its names', () => {
  assert.deepEqual(JSON.parse(object([['a"\n', '1'], ['b', '[]']])), { 'a"\n': 1, b: [] }); // prettier-ignore
});
