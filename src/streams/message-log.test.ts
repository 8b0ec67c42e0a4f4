import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atOnce } from '../lib/async/in-slices.ts';
import { callOf } from './fixture.ts';
import { MessageLog } from './message-log.ts';
import type { Message } from './message.ts';
import type { RecordRead } from './record-log.ts';

const clock = { now: () => 1_800_000_000_000 };
const methods = ({ records }: RecordRead<Message>): string => records.map(({ method }) => method).join(' ');
const record = (log: MessageLog, ...names: readonly string[]): void => {
  for (const name of names) log.record(callOf(name));
};

test('a reader goes on behind what it has, without loss and without repeats', () => {
  const log = new MessageLog(clock);
  const start = log.end;
  record(log, 'a', 'b', 'c');
  const first = log.after(start, 2);
  assert.deepEqual([methods(first), first.gap, first.isEnd], ['a b', 0, false]);
  const second = log.after(first.cursor, 2);
  assert.deepEqual([methods(second), second.gap, second.isEnd], ['c', 0, true]);
  assert.equal(second.cursor, log.end);
  assert.equal(methods(log.after(second.cursor, 2)), '');
  const [a] = first.records;
  assert.ok(a);
  assert.equal(methods(log.after(log.idOf(a), 9)), 'b c', 'the id of a message is the cursor behind it');
});

test('messages over the limits are dropped, the oldest first, and are a gap of that size', () => {
  const log = new MessageLog(clock, { items: 3 });
  const start = log.end;
  record(log, 'a', 'b', 'c', 'd', 'e');
  const read = log.after(start, 9);
  assert.deepEqual([methods(read), read.gap], ['c d e', 2]);
  assert.deepEqual([methods(log.after(read.start, 9)), log.after(read.start, 9).gap], ['c d e', 0]);
  assert.equal(log.after(read.cursor, 9).gap, 0);
  const small = new MessageLog(clock, { items: 100, bytes: 1000 });
  record(small, ...Array.from({ length: 50 }, (_, i) => `METHOD_${i}`));
  const { records } = atOnce(small.newest(100));
  assert.ok(records.length > 1 && records.length < 6, `${records.length} are held`);
});

test('a cursor of another run is a gap of unknown size, before all that is held', () => {
  const [before, after] = [new MessageLog(clock), new MessageLog(clock)];
  record(before, 'x', 'y');
  const cursor = before.end;
  const none = after.after(cursor, 9);
  assert.deepEqual([methods(none), none.gap, none.cursor], ['', null, after.end]);
  record(after, 'a', 'b', 'c');
  const read = after.after(cursor, 9);
  assert.deepEqual([methods(read), read.gap], ['a b c', null]);
  assert.equal(after.after(read.cursor, 9).gap, 0);
});

test('a cursor behind the newest message is refused', () => {
  const log = new MessageLog(clock);
  record(log, 'a');
  const later = log.idOf({ sequence: 2 });
  assert.throws(() => log.after(later, 1), { code: 'CURSOR_INVALID' });
});

test('the newest messages are read oldest first', () => {
  const log = new MessageLog(clock, { items: 3 });
  assert.deepEqual(atOnce(log.newest(2)), {
    records: [],
    gap: 0,
    start: log.end,
    cursor: log.end,
    isEnd: true,
  });
  record(log, 'a', 'b', 'c', 'd', 'e');
  assert.equal(methods(atOnce(log.newest(2))), 'd e');
  assert.deepEqual([methods(atOnce(log.newest(9))), atOnce(log.newest(9)).gap], ['c d e', 0]);
});

test('the newest messages that are meant are sought in all that are held, with pauses', () => {
  const log = new MessageLog(clock, { items: 5000 });
  for (let i = 0; i < 6000; i++) log.record(callOf(i % 2000 === 1500 ? `c${i}` : 'a'));
  const isMeant = ({ method }: Message): boolean => method !== 'a';
  const read = atOnce(log.newest(9, isMeant));
  assert.deepEqual([methods(read), read.cursor, read.gap], ['c1500 c3500 c5500', log.end, 0]);
  assert.equal(methods(atOnce(log.newest(2, isMeant))), 'c3500 c5500');
  const work = log.newest(9, isMeant);
  assert.equal(work.next().done, false);
  for (let i = 0; i < 2000; i++) log.record(callOf('b'));
  assert.equal(methods(atOnce(work)), 'c3500 c5500', 'what is dropped meanwhile is not found');
});

test('a read with a filter goes on behind all that it looked at, and looks at a bounded number', () => {
  const log = new MessageLog(clock);
  const start = log.end;
  record(log, 'a', 'b', 'a', 'b');
  const read = log.after(start, 1, ({ method }) => method === 'b');
  assert.equal(methods(read), 'b');
  assert.equal(methods(log.after(read.cursor, 9, ({ method }) => method === 'b')), 'b');
  for (let i = 0; i < 15_000; i++) log.record(callOf('c'));
  let looked = 0;
  const none = log.after(start, 1, () => (looked++, false));
  assert.deepEqual([none.records.length, none.isEnd, looked], [0, false, 10_000]);
  assert.equal(log.after(none.cursor, 1, () => false).isEnd, true);
});

test('readers that wait are woken by what comes, all of them, and end with their signal', async () => {
  const log = new MessageLog(clock);
  const stop = new AbortController();
  const woken = Array.from({ length: 3 }, () => log.wait(log.end, stop.signal));
  const broken = new AbortController();
  const ended = log.wait(log.end, broken.signal);
  broken.abort(new Error('left'));
  await assert.rejects(ended, /left/);
  record(log, 'a');
  await Promise.all(woken);
  await log.wait(new MessageLog(clock).end, stop.signal);
  await assert.rejects(log.wait(log.end, broken.signal), /left/);
});

test('each call that is kept is handed on', () => {
  const handed: string[] = [];
  const log = new MessageLog(clock, undefined, ({ method }) => handed.push(method));
  for (const method of ['a', 'b']) log.record(callOf(method));
  assert.deepEqual(handed, ['a', 'b']);
});
