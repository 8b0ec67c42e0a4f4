import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Mark } from '../../data/marks.ts';
import { fold } from './fold.ts';

const mark = (time: number, kind: Mark['kind'], text: string): Mark => {
  return { time, kind, text, id: 'a', name: 'a', uri: null };
};
const started = (time: number): Mark => mark(time, 'virtscope-started', 'virtscope started');
const stopped = (time: number): Mark => mark(time, 'virtscope-stopped', 'virtscope stopped');

test('fold() has what happened alike once, with all its times, the newest first', () => {
  const paused = (time: number): Mark => mark(time, 'paused', 'a was paused');
  const resumed = (time: number): Mark => mark(time, 'resumed', 'a runs again');
  const folded = fold([paused(1), resumed(2), paused(3), resumed(4), mark(5, 'migrated', 'a migrated')]);
  assert.deepEqual(folded, [
    { shape: '⇄', text: 'a migrated', times: [5] },
    { shape: '▷', text: 'a runs again, 2 times', times: [4, 2] },
    { shape: '‖', text: 'a was paused, 2 times', times: [3, 1] },
  ]);
});

test('fold() has one line for the starts and ends of virtscope, whatever is between them', () => {
  const f = (marks: readonly Mark[], want: string): void => {
    assert.equal(fold([...marks, mark(99, 'migrated', 'a migrated')])[1]?.text, want);
  };
  f([started(1)], 'virtscope started');
  f([stopped(1)], 'virtscope stopped');
  f([stopped(1), started(2)], 'virtscope restarted');
  f([started(1), stopped(2), started(3)], 'virtscope started and restarted');
  f([stopped(1), started(2), stopped(3), started(4), stopped(5), started(6)], 'virtscope restarted 3 times');
  f([stopped(1), started(2), stopped(3)], 'virtscope restarted and stopped');
});

test('fold() makes virtscope start and stop without a restart where that is all there is', () => {
  assert.equal(fold([started(1), stopped(2)])[0]?.text, 'virtscope started and stopped');
});
