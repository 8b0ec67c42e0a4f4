import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message, Messages } from '../../../../src/api/wire/messages.ts';
import { isGap } from './items.ts';
import { Tail } from './tail.ts';

const run = '0123456789ab';
const messages = (from: number, to: number): Message[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ id: `${run}-${from + i}` }) as Message);
const answer = (from: number, to: number, gap: number | null = 0): Messages => {
  return { messages: messages(from, to), gap, undecided: 0, next: `/messages?after=${run}-${to}` };
};

/** What a tail of five rows draws: sequences, and gaps in brackets. */
const drawn = ({ rows }: Tail): string =>
  rows.value.items
    .map((item) => (isGap(item) ? `(${item.missing})` : Number(item.id.split('-')[1])))
    .join(' ');

/** A tail that has the first answer and takes the others one by one; older ones are kept from `oldest` on. */
function makeTail(first: Messages, oldest = 1) {
  let arrived: ((answer: Messages) => void) | undefined;
  const asked: string[] = [];
  const ask = async (address: string): Promise<Messages> => {
    asked.push(address);
    const query = new URLSearchParams(address.split('?')[1]);
    const after = Number(query.get('after')?.split('-')[1]);
    if (query.has('limit')) {
      const start = Math.max(after + 1, oldest);
      return answer(start, start + 999, start - after - 1);
    }
    return new Promise((resolve) => (arrived = resolve));
  };
  const tail = new Tail(first, false, { filter: '', ask, sleep: async () => {}, most: 5 });
  tail.start();
  const come = async (next: Messages): Promise<void> => {
    const before = asked.length;
    arrived?.(next);
    while (asked.length === before) await Promise.resolve();
  };
  return { tail, come, asked };
}

test('a tail draws what comes behind the rest, the newest rows alone, and gaps where they are', async () => {
  const { tail, come, asked } = makeTail(answer(1, 2));
  await come(answer(3, 4));
  assert.equal(drawn(tail), '1 2 3 4');
  await come(answer(7, 7, 2));
  assert.equal(drawn(tail), '2 3 4 (2) 7');
  await come(answer(1, 1, null));
  assert.equal(drawn(tail), '4 (2) 7 (null) 1');
  assert.equal(asked.at(-1), `/messages?after=${run}-1`);
  tail.stop();
});

test('while it is held it counts what comes, and draws the newest of it afterwards', async () => {
  const { tail, come } = makeTail(answer(1, 3));
  tail.hold();
  await come(answer(4, 5));
  await come(answer(8, 8, 2));
  assert.deepEqual([drawn(tail), tail.waiting.value], ['1 2 3', 5]);
  tail.release();
  assert.deepEqual([drawn(tail), tail.waiting.value], ['3 4 5 (2) 8', 0]);
  tail.hold();
  await come(answer(9, 12));
  await come(answer(13, 16));
  assert.equal(tail.waiting.value, 8);
  tail.release();
  assert.equal(drawn(tail), '12 13 14 15 16');
  tail.stop();
});

test('it reads back what is before its first message, until nothing older is kept', async () => {
  const { tail } = makeTail(answer(2501, 2503), 1201);
  tail.hold();
  await tail.readBack();
  const { items, isStart, prepended } = tail.rows.value;
  assert.deepEqual([items.length, items[0]?.id, isStart, prepended], [1003, `${run}-1501`, false, 1000]);
  await tail.readBack();
  assert.deepEqual([tail.rows.value.items[0]?.id, tail.rows.value.isStart], [`${run}-1201`, true]);
  await tail.readBack();
  assert.equal(tail.rows.value.prepended, 1300);
  tail.release();
  assert.deepEqual([drawn(tail), tail.rows.value.isStart], ['2499 2500 2501 2502 2503', false]);
  tail.stop();
});
