import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHistory } from '../../data/columns.ts';
import { aligned } from './aligned.ts';
import type { Line } from '../specs.ts';

test('aligned() mirrors what goes out, scales, and leaves holes where nothing is known', () => {
  const columns = fromHistory({
    start: 0,
    end: 10,
    step: 5,
    columns: { rx: [1, null], tx: [2, 3] },
    gaps: [],
  });
  const line = (metric: string, mirrored: boolean): Line => ({
    metric,
    label: '',
    colour: '',
    style: 'area',
    mirrored,
  });
  const got = aligned(columns, [line('rx', false), line('tx', true), line('none', false)], 8);
  assert.deepEqual(got, [
    [5, 10],
    [8, null],
    [-16, -24],
    [null, null],
  ]);
});
