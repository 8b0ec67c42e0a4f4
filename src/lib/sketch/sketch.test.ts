import assert from 'node:assert/strict';
import { createHistogram } from 'node:perf_hooks';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Sketch, SKETCH_ERROR } from './sketch.ts';

const parts = [0, 0.01, 0.5, 0.9, 0.99, 1];
const sizes = fc.array(fc.double({ min: 2 ** -20, max: 2 ** 20, noNaN: true }), {
  minLength: 1,
  maxLength: 400,
});

function sketchOf(values: readonly number[]): Sketch {
  const sketch = new Sketch();
  for (const value of values) sketch.record(value);
  return sketch;
}

function assertNear(actual: number | null, exact: number, error: number, what: string): void {
  assert.ok(actual !== null && Math.abs(actual - exact) <= exact * error, `${what}: ${actual} for ${exact}`);
}

test('quantiles are within the error of those of the sorted values', () => {
  fc.assert(
    fc.property(sizes, (values) => {
      const sketch = sketchOf(values);
      const sorted = values.toSorted((one, other) => one - other);
      for (const part of parts) {
        const exact = sorted[Math.max(1, Math.ceil(part * sorted.length)) - 1] as number;
        assertNear(sketch.quantile(part), exact, SKETCH_ERROR, `${part}`);
      }
      assert.equal(sketch.count, values.length);
      assert.deepEqual([sketch.max, sketch.quantile(1)], [sorted.at(-1), sorted.at(-1)]);
    }),
  );
});

test('two that are merged are the one that had all values', () => {
  fc.assert(
    fc.property(sizes, sizes, (some, others) => {
      const merged = sketchOf(some);
      merged.merge(sketchOf(others));
      const all = sketchOf([...some, ...others]);
      assert.deepEqual(merged.buckets(), all.buckets());
      assert.deepEqual(
        [merged.count, merged.max, ...parts.map((part) => merged.quantile(part))],
        [all.count, all.max, ...parts.map((part) => all.quantile(part))],
      );
    }),
  );
});

test("quantiles agree with those of Node's own histogram", () => {
  // Microseconds: that one takes integers. Its three digits are an error of a thousandth.
  const values = Array.from({ length: 20_000 }, (_, i) => 1 + Math.floor(Math.exp((i * 7919) % 13.7)));
  const histogram = createHistogram({ figures: 3 });
  for (const value of values) histogram.record(value);
  const sketch = sketchOf(values);
  for (const part of [0.1, 0.5, 0.9, 0.99, 0.999])
    assertNear(sketch.quantile(part), histogram.percentile(part * 100), SKETCH_ERROR + 0.002, `${part}`);
  assert.equal(sketch.count, histogram.count);
  assertNear(sketch.max, histogram.max, 0.001, 'max');
});

test('buckets have all values at or below their bound and above a fifth less', () => {
  const values = [0, 0.001, 0.3, 1, 1.2, 1.3, 1e12];
  const buckets = sketchOf(values).buckets();
  assert.equal(
    buckets.reduce((sum, [, count]) => sum + count, 0),
    values.length,
  );
  assert.deepEqual(sketchOf([1, 1.2, 1.3, 1.3, 3]).buckets(), [
    [1.25, 2],
    [1.5, 2],
    [3.5, 1],
  ]);
});

test('its size is bounded whatever is recorded', () => {
  const sketch = new Sketch();
  for (let i = 0; i < 400_000; i++) sketch.record(2 ** ((i / 400_000) * 2000 - 1000));
  assert.equal(sketch.size, 60 * 32 + 1);
});

test('an empty one knows nothing, and what is no size is refused', () => {
  const sketch = new Sketch();
  assert.deepEqual([sketch.quantile(0.5), sketch.max, sketch.count, sketch.buckets()], [null, null, 0, []]);
  for (const value of [-1, Number.NaN]) assert.throws(() => sketch.record(value), RangeError);
});
