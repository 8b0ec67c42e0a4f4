import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TypedParam } from '@virtscope/libvirt';
import { diskSizes } from './disk-sizes.ts';

const record = (fields: Record<string, string | bigint>): TypedParam[] =>
  Object.entries(fields).map(([field, value]) =>
    typeof value === 'string' ? { field, type: 7, value } : { field, type: 4, value },
  );

test('diskSizes has the first image of each disk, where it has both sizes', () => {
  const sizes = diskSizes(
    record({
      'block.count': 4n,
      'block.0.name': 'vda',
      'block.0.capacity': 8_388_608n,
      'block.0.allocation': 4096n,
      'block.1.name': 'vda',
      'block.1.capacity': 1n,
      'block.1.allocation': 1n,
      'block.2.name': 'sda',
      'block.3.name': 'vdb',
      'block.3.capacity': 2n ** 64n - 1n,
      'block.3.allocation': 0n,
    }),
  );
  assert.deepEqual([...sizes], [['vda', { bytes: '8388608', allocatedBytes: '4096' }]]);
});

test('diskSizes bounds what a daemon can claim', () => {
  assert.equal(diskSizes(record({ 'block.count': 2n ** 40n })).size, 0);
});
