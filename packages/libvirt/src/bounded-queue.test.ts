import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { BoundedQueue } from './bounded-queue.ts';

describe('BoundedQueue', () => {
  it('drops the oldest over a number of items', () => {
    const queue = new BoundedQueue<number>({ items: 2, bytes: 100 });
    for (const n of [1, 2, 3, 4]) queue.push(n, 1);
    assert.deepEqual(queue.drain(), { items: [3, 4], dropped: 2 });
    assert.deepEqual(queue.drain(), { items: [], dropped: 0 });
  });

  it('drops the oldest over a number of bytes, and an item that is too large by itself', () => {
    const queue = new BoundedQueue<string>({ items: 9, bytes: 10 });
    queue.push('a', 6);
    queue.push('b', 6);
    assert.deepEqual(queue.drain(), { items: ['b'], dropped: 1 });
    queue.push('c', 11);
    assert.deepEqual(queue.drain(), { items: [], dropped: 1 });
  });

  it('keeps the newest in order whatever comes', () => {
    const script = fc.array(fc.oneof(fc.nat({ max: 5 }), fc.constant('drain' as const)));
    fc.assert(
      fc.property(script, (steps) => {
        const queue = new BoundedQueue<number>({ items: 4, bytes: 12 });
        let model: { n: number; bytes: number }[] = [];
        let dropped = 0;
        for (const [n, step] of steps.entries()) {
          if (step === 'drain') {
            assert.deepEqual(queue.drain(), { items: model.map((one) => one.n), dropped });
            model = [];
            dropped = 0;
            continue;
          }
          queue.push(n, step);
          model.push({ n, bytes: step });
          while (model.length > 4 || model.reduce((sum, { bytes }) => sum + bytes, 0) > 12) {
            model.shift();
            dropped += 1;
          }
          assert.equal(queue.length, model.length);
        }
      }),
    );
  });
});
