import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Periodic } from './periodic.ts';

const settled = (): Promise<void> => new Promise((settle) => void setImmediate(settle));

test('Periodic reads once a period, and never while a reading has not ended', async () => {
  let count = 0;
  const { promise, resolve } = Promise.withResolvers<number>();
  const periodic = new Periodic(() => (++count === 2 ? promise : Promise.resolve(count)), 100);
  for (const time of [0, 50, 99]) periodic.refresh(time);
  await settled();
  assert.deepEqual([count, periodic.value(99)], [1, 1]);
  for (const time of [100, 200, 250]) periodic.refresh(time);
  await settled();
  assert.deepEqual([count, periodic.value(250)], [2, 1]);
  // Too old by now.
  assert.equal(periodic.value(300), null);
  resolve(7);
  await settled();
  periodic.refresh(310);
  await settled();
  assert.deepEqual([count, periodic.value(310)], [3, 3]);
});

test('Periodic has no value where there is none', async () => {
  const periodic = new Periodic(() => Promise.resolve(null), 100);
  assert.equal(periodic.value(0), null);
  periodic.refresh(0);
  await settled();
  assert.equal(periodic.value(1), null);
});
