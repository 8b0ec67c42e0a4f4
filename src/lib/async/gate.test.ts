import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settle } from '../../../test/fake-clock.ts';
import { Gate } from './gate.ts';

test('a caller that waits goes in when its place is free, or not at all once its signal has aborted', async () => {
  const gate = new Gate({ places: 2, longestMs: 60_000 });
  const stop = new AbortController();
  const never = new AbortController().signal;
  const [a, b] = [await gate.enter(never), await gate.enter(never)];
  const inside: string[] = [];
  const c = gate.enter(stop.signal).then(
    () => inside.push('c'),
    (error: unknown) => inside.push(String(error)),
  );
  const d = gate.enter(never).then((place) => (inside.push('d'), place));
  await settle();
  assert.equal(inside.length, 0);
  stop.abort('stopped');
  await c;
  a[Symbol.dispose]();
  a[Symbol.dispose]();
  await d;
  assert.deepEqual(inside, ['stopped', 'd']);
  const e = gate.enter(never).then((place) => (inside.push('e'), place));
  await settle();
  assert.equal(inside.length, 2, 'a place that was freed twice is one place');
  b[Symbol.dispose]();
  await e;
  assert.deepEqual(inside, ['stopped', 'd', 'e']);
});

test('the place of a caller that hangs is free again after a time', async () => {
  const gate = new Gate({ places: 1, longestMs: 1 });
  const { signal } = new AbortController();
  await gate.enter(signal);
  (await gate.enter(signal))[Symbol.dispose]();
});
