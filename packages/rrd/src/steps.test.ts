import assert from 'node:assert/strict';
import { afterEach, describe, it, mock } from 'node:test';
import { crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { atOnce, checksum, copyBytes, inBands, inTurns, sorted } from './steps.ts';

/** Longer than several bands and pieces. */
const LONG = 300_000;

describe('steps', () => {
  afterEach(() => mock.restoreAll());

  it('sorts as the whole array would be, whatever its length and order', () => {
    const lengths = fc.constantFrom(0, 1, 2, 1 << 15, (1 << 15) + 1, LONG);
    const seeds = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(lengths, seeds, (length, seed) => {
        const numbers = Float64Array.from({ length }, (_, i) => (i * seed * 7919) % 10_007);
        assert.deepEqual(atOnce(sorted(numbers.slice())), numbers.slice().sort());
      }),
      { numRuns: 20 },
    );
  });

  it('copies and checks bytes of any length as in one step', () => {
    const bytes = Uint8Array.from({ length: LONG }, (_, i) => (i * 31) % 251);
    const into = new Uint8Array(LONG + 5);
    atOnce(copyBytes(bytes, into, 5));
    assert.deepEqual(into.subarray(5), bytes);
    assert.equal(atOnce(checksum(bytes)), crc32(bytes));
  });

  it('works through every column once', () => {
    const seen = new Uint8Array(LONG);
    atOnce(
      inBands(LONG, (from, to) => {
        for (let i = from; i < to; i += 1) seen[i]! += 1;
      }),
    );
    assert.ok(seen.every((times) => times === 1));
  });

  it('lets the event loop turn when work has held it, and does short work at once', async () => {
    function* three(): Generator<void, string> {
      yield;
      yield;
      return 'done';
    }
    assert.equal(inTurns(three()), 'done');
    let now = 0;
    mock.method(performance, 'now', () => (now += 10));
    const order: string[] = [];
    setImmediate(() => order.push('another'));
    const work = inTurns(three());
    assert.ok(work instanceof Promise);
    order.push(await work);
    assert.deepEqual(order, ['another', 'done']);
  });

  it('rejects with what a later step throws', async () => {
    function* failing(): Generator<void, never> {
      yield;
      throw new RangeError('no');
    }
    let now = 0;
    mock.method(performance, 'now', () => (now += 10));
    await assert.rejects(async () => inTurns(failing()), RangeError);
  });
});
