import assert from 'node:assert/strict';
import { test } from 'node:test';
import { increments, range } from './scale.ts';
import type { Line } from '../specs.ts';

const up: Line = { metric: 'net.rx.bytes', label: 'received', colour: 'in', style: 'area' };
const down: Line = { ...up, mirrored: true };

test('range() ends a share at one of a few tops', () => {
  assert.deepEqual(range([up], 'ratio', 0, 0.004), [0, 0.1]);
  assert.deepEqual(range([up], 'ratio', 0, 0.3), [0, 0.5]);
  assert.deepEqual(range([up], 'ratio', 0, 1), [0, 1]);
  assert.deepEqual(range([up], 'ratio', 0, 1.3), [0, 1.3]);
});

test('range() keeps zero inside, leaves noise flat and both halves of a mirror visible', () => {
  assert.deepEqual(range([up], 'bytes/s', 0, 3), [0, 10_000]);
  assert.deepEqual(range([up, down], 'bytes/s', -100, 100_000), [-27_000, 108_000]);
  assert.deepEqual(range([up, down], 'bytes/s', -100_000, 0), [-108_000, 27_000]);
});

test('increments() are powers of two for bytes and 1-2-5 otherwise', () => {
  assert.ok(increments('bytes').every((step) => Number.isInteger(Math.log2(step))));
  assert.ok(increments('bits/s').includes(200));
});
