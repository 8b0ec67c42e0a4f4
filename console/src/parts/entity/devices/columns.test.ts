import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Device } from '../../../../../src/api/wire/entity.ts';
import { columnsOf, otherLabels } from './columns.ts';

const disk: Device = {
  kind: 'disk',
  key: 'vda',
  labels: { source: '/a.qcow2', format: 'qcow2', bytes: '1024' },
};

test('columnsOf() leaves out what no device is described by', () => {
  const labels = columnsOf('VM', 'disk', [disk]).map(({ label }) => label);
  assert.deepEqual(labels.slice(0, 3), ['size', 'allocated', 'read']);
  assert.equal(labels.at(-1), 'path');
  const described = { ...disk, labels: { bus: 'virtio' } };
  assert.equal(columnsOf('VM', 'disk', [disk, described])[0]?.label, 'bus');
  assert.deepEqual(columnsOf('source', 'net', []), []);
});

test('otherLabels() are those without a column that are not its name', () => {
  assert.deepEqual(otherLabels(disk, columnsOf('VM', 'disk', [disk]), ['vda']), [['format', 'qcow2']]);
});
