import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signOf, type Mark } from '../../data/marks.ts';
import { eventKinds } from '../../../../src/model/event.ts';
import { gather } from './gather.ts';

const at = (time: number): Mark => ({ time, id: '', kind: 'paused', name: '', text: '', uri: null });

test('gather() puts marks together that would touch', () => {
  const f = (times: number[], want: number[][]): void =>
    assert.deepEqual(
      gather(times.map(at), (time) => time * 2, 12).map(({ members }) => members.map(({ time }) => time)),
      want,
    );
  f([], []);
  f([0, 5, 6, 20], [[0, 5], [6], [20]]);
  f([1, 2, 3], [[1, 2, 3]]);
});

test('signOf() has a shape of its own for every kind, and words for kinds it does not know', () => {
  const shapes = eventKinds.map((kind) => signOf(kind)[0]);
  assert.equal(new Set(shapes).size, eventKinds.length);
  assert.deepEqual(signOf('tea-time'), ['•', 'tea time']);
});
