import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Shown } from './format.ts';
import { together } from './together.ts';

test('together() counts processors, and gives their number', () => {
  const f = (sum: number, capacity: number | null, unit: Shown, want: string): void =>
    assert.equal(together(sum, capacity, unit).replaceAll('\u00a0', ' '), want);
  f(8.91, 32, 'cores', '8.9 cores of 32');
  f(891.07, null, 'cores', '891 cores');
  f(2 ** 30, 2 ** 36, 'bytes', '1.0 GiB of 64.0 GiB');
  f(4e6, null, 'bytes/s', '4.0 MB/s');
});
