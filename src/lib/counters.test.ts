import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Reason } from '../model/reason.ts';
import { Counters } from './counters.ts';

/** Sets a 64-bit integer as its halves. */
function set(counters: Counters, slot: number, value: bigint, timeMs: number): number {
  return counters.set(slot, Number(value >> 32n), Number(value & 0xffffffffn), timeMs);
}

test('Counters gives the rate of one step from a sample to the next', () => {
  const f = (from: bigint, to: bigint, ms: number, rate: number, reason: Reason): void => {
    const counters = new Counters();
    assert.ok(Number.isNaN(set(counters, 0, from, 1000)));
    assert.equal(counters.reason, Reason.firstSample);
    assert.deepEqual([set(counters, 0, to, 1000 + ms), counters.reason], [rate, reason]);
    assert.deepEqual(counters.rate, rate);
  };
  f(0n, 0n, 5000, 0, Reason.known);
  f(10n, 30n, 500, 40, Reason.known);
  f(0xffff_ffffn, 0x1_0000_0000n, 1000, 1, Reason.known);
  f(0xffff_ffff_ffff_fffen, 0xffff_ffff_ffff_ffffn, 1000, 1, Reason.known);
  f(2n ** 63n, 2n ** 63n + 2n ** 40n, 1000, 2 ** 40, Reason.known);
  f(30n, 10n, 500, NaN, Reason.counterReset);
  f(0xffff_ffffn, 3n, 500, NaN, Reason.counterReset);
  f(2n ** 64n - 1n, 0n, 500, NaN, Reason.counterReset);
  f(10n, 30n, 0, NaN, Reason.firstSample);
  f(10n, 30n, -1, NaN, Reason.firstSample);
});

test('Counters: the sum of rate times time is the whole growth under any jitter', () => {
  const step = fc.record({
    delta: fc.bigInt({ min: 0n, max: 2n ** 40n }),
    ms: fc.integer({ min: 1, max: 600_000 }),
  });
  const start = fc.bigInt({ min: 0n, max: 2n ** 63n });
  fc.assert(
    fc.property(start, fc.array(step, { minLength: 1, maxLength: 50 }), (first, steps) => {
      const counters = new Counters();
      let value = first;
      let time = 0;
      let sum = 0;
      let growth = 0n;
      set(counters, 3, value, time);
      for (const { delta, ms } of steps) {
        value += delta;
        time += ms;
        sum += (set(counters, 3, value, time) * ms) / 1000;
        growth += BigInt(counters.delta);
      }
      assert.equal(growth, value - first);
      assert.ok(Math.abs(sum - Number(growth)) <= Number(growth) * 1e-12);
    }),
  );
});

test('Counters: delta is exact for any two 64-bit values less than 2^53 apart', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.maxSafeNat(), (value, delta) => {
      const counters = new Counters();
      const next = value + BigInt(delta);
      fc.pre(next < 2n ** 64n);
      set(counters, 0, value, 0);
      set(counters, 0, next, 7);
      assert.equal(counters.delta, delta);
    }),
  );
});

test('Counters: any decrease is a reset, after which the next sample has a rate', () => {
  const value = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  fc.assert(
    fc.property(value, value, (a, b) => {
      fc.pre(a !== b);
      const [more, less] = a > b ? [a, b] : [b, a];
      const counters = new Counters();
      set(counters, 0, more, 0);
      assert.ok(Number.isNaN(set(counters, 0, less, 1000)));
      assert.equal(counters.reason, Reason.counterReset);
      assert.equal(set(counters, 0, less, 2000), 0);
    }),
  );
});

test('Counters: a slot forgotten starts with a first sample', () => {
  const counters = new Counters();
  counters.setNumber(5, 1, 0);
  counters.forget(5);
  counters.forget(10_000);
  assert.ok(Number.isNaN(counters.setNumber(5, 100, 1000)));
  assert.equal(counters.reason, Reason.firstSample);
  assert.equal(counters.setNumber(5, 101, 2000), 1);
});

test('Counters: NaN keeps the last sample, so the next rate is the mean over the gap', () => {
  const counters = new Counters();
  counters.setNumber(0, 10, 0);
  assert.ok(Number.isNaN(counters.setNumber(0, NaN, 1000)));
  assert.equal(counters.reason, Reason.notReported);
  assert.equal(counters.setNumber(0, 30, 2000), 10);
  assert.equal(counters.elapsedMs, 2000);
});

test('Counters grows and keeps what it had', () => {
  const counters = new Counters(1);
  for (let slot = 0; slot < 1000; slot++) counters.setNumber(slot, slot, 0);
  assert.ok(counters.capacity >= 1000);
  for (let slot = 0; slot < 1000; slot++) assert.equal(counters.setNumber(slot, slot * 2, 1000), slot);
});
