import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valueTicks } from './value-ticks.ts';

test('valueTicks() labels both halves of a mirrored axis, however different they are', () => {
  const f = (low: number, high: number, step: number, want: number[]): void =>
    assert.deepEqual(valueTicks(low, high, step), want);
  f(0, 10, 5, [0, 5, 10]);
  f(-10, 10, 5, [-10, -5, 0, 5, 10]);
  f(-8.7e6, 4.4e6, 5e6, [-5e6, 0, 3e6]);
  f(-1e5, 4e5, 2e5, [-8e4, 0, 2e5, 4e5]);
  f(0, 3.9, 5, [0, 3]);
});
