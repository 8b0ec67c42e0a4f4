import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { BoundedQueue } from './bounded-queue.ts';

describe('BoundedQueue', () => {
  it('drops the oldest items over its number or its bytes, and one that is too large with all before it', () => {
    const dropped: string[] = [];
    const queue = new BoundedQueue<string>({ items: 3, bytes: 10 }, (item) => dropped.push(item));
    const f = (item: string, bytes: number, ...want: string[]): void => {
      queue.push(item, bytes);
      assert.deepEqual([...queue], want);
    };
    f('a', 1, 'a');
    f('b', 1, 'a', 'b');
    f('c', 1, 'a', 'b', 'c');
    f('d', 1, 'b', 'c', 'd');
    f('e', 9, 'd', 'e');
    f('f', 11);
    f('g', 10, 'g');
    assert.deepEqual(dropped, ['a', 'b', 'c', 'd', 'e', 'f']);
    assert.deepEqual([queue.first, queue.end, queue.length], [6, 7, 1]);
  });

  it('gives each reader what it has not read, and how many items it has missed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.oneof(fc.constant('push'), fc.integer({ min: 0, max: 2 })), { maxLength: 200 }),
        fc.integer({ min: 1, max: 9 }),
        (items, steps, most) => {
          const queue = new BoundedQueue<number>({ items });
          const readers = [0, 0, 0];
          let pushed = 0;
          for (const step of steps) {
            if (typeof step === 'string') queue.push(pushed++);
            else {
              const before = readers[step] as number;
              const { items: read, gap, cursor } = queue.after(before, most);
              const from = Math.max(before, pushed - items);
              assert.equal(gap, from - before);
              assert.deepEqual(
                read,
                Array.from({ length: Math.min(most, pushed - from) }, (_, i) => from + i),
              );
              assert.equal(cursor, from + read.length);
              readers[step] = cursor;
            }
          }
        },
      ),
    );
  });

  it('frees what its only reader has read, which is no gap to it', () => {
    const queue = new BoundedQueue<number>({ items: 4 });
    for (let i = 0; i < 4; i++) queue.push(i);
    const { cursor } = queue.after(0, 3);
    queue.free(cursor);
    for (let i = 4; i < 7; i++) queue.push(i);
    assert.deepEqual(queue.after(cursor), { items: [3, 4, 5, 6], gap: 0, cursor: 7 });
    queue.free(7);
    assert.deepEqual([queue.length, queue.first, queue.end], [0, 7, 7]);
  });

  it('wakes readers that wait, and ends their wait with their signal', async () => {
    const queue = new BoundedQueue<string>({ items: 2 });
    const stop = new AbortController();
    const woken = [queue.wait(0, stop.signal), queue.wait(0, stop.signal)];
    queue.push('a');
    await Promise.all(woken);
    await queue.wait(0, stop.signal);
    const broken = queue.wait(1, stop.signal);
    stop.abort(new Error('left'));
    await assert.rejects(broken, /^Error: left$/);
    await assert.rejects(queue.wait(0, stop.signal), /^Error: left$/);
  });

  it('refuses a cursor that it cannot have given', () => {
    const queue = new BoundedQueue<string>({ items: 2 });
    for (const cursor of [-1, 1, 0.5, Number.NaN]) assert.throws(() => queue.after(cursor), RangeError);
  });
});
