import assert from 'node:assert/strict';
import { test } from 'node:test';
import { totalText } from './total.ts';

test('totalText() has core-seconds, or core-hours where that is large, and the unit of a rate without its second', () => {
  const f = (total: number, metric: string, want: string): void =>
    assert.equal(totalText(total, metric).replaceAll('\u00a0', ' '), want);
  f(0, 'cpu.cores', '0 core-seconds');
  f(611.6, 'cpu.cores', '612 core-seconds');
  f(6120, 'cpu.cores', '1.7 core-hours');
  f(4.2e9, 'disk.read.bytes', '4.2 GB');
  f(4.2e9, 'net.rx.bytes', '33.6 Gb');
  f(12_345, 'disk.read.requests', '12.3 k');
});
