import assert from 'node:assert/strict';
import { test } from 'node:test';

import { each } from './each.ts';

test('each does all items and never more than its width at a time', async () => {
  let running = 0;
  let most = 0;
  const done: number[] = [];
  await each([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
    done.push(item);
  });
  assert.equal(most, 3);
  assert.deepEqual(
    done.toSorted((a, b) => a - b),
    [1, 2, 3, 4, 5, 6, 7],
  );
});

test('each tries the rest before it throws the first failure', async () => {
  const tried: number[] = [];
  const work = async (item: number): Promise<void> => {
    tried.push(item);
    if (item < 3) throw new Error(`no ${item}`);
  };
  await assert.rejects(each([1, 2, 3], 1, work), /no 1/);
  assert.deepEqual(tried, [1, 2, 3]);
});
