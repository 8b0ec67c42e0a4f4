import assert from 'node:assert/strict';
import { test } from 'node:test';
import { looksOf } from './entity-colours.ts';

const ids = Array.from({ length: 20 }, (_, i) => `machine-${i}`);

test('looksOf() distinguishes twenty entities as far as it can: no two of eight look the same', () => {
  const looks = [...looksOf(ids).values()].map(({ colour, style }) => `${colour} ${style}`);
  assert.equal(new Set(looks.slice(0, 8)).size, 8);
  assert.equal(new Set(looks.slice(0, 16)).size, 16);
});

test('looksOf() leaves the looks of those before when another is added', () => {
  const before = [...looksOf(ids.slice(0, 5))];
  assert.deepEqual([...looksOf(ids.slice(0, 6))].slice(0, 5), before);
});
