import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TurnQueue } from './turn-queue.ts';

test('TurnQueue lets each caller continue in a turn of its own, in order', async () => {
  const turns = new TurnQueue();
  let turn = 0;
  const seen: [caller: number, turn: number][] = [];
  let isOver = false;
  const count = (): void => {
    turn++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  await Promise.all(
    Array.from({ length: 20 }, async (_, caller) => {
      await turns.next();
      seen.push([caller, turn]);
    }),
  );
  isOver = true;
  assert.deepEqual(seen.map(([caller]) => caller), Array.from({ length: 20 }, (_, caller) => caller)); // prettier-ignore
  assert.equal(new Set(seen.map(([, when]) => when)).size, 20, 'no two in one turn');
});
