import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SourceState } from '../../../../src/api/wire/status.ts';
import { sourceFindings } from './source-findings.ts';

const whole: SourceState = {
  id: 'libvirt',
  name: 'libvirt',
  kind: 'libvirt',
  target: 'qemu:///system',
  demo: false,
  up: true,
  reason: null,
  since: 950,
  stuckCalls: 0,
  conditions: [],
  sentences: {},
};
const conditions = [
  { kind: 'a', since: 960, atLeast: false, age: 40, reason: 'Left out: 2 disks' },
  { kind: 'b', since: 955, atLeast: false, age: 45, reason: 'Devices unknown of vm1' },
];

test('sourceFindings() is empty where every source is whole', () => {
  assert.deepEqual(sourceFindings([whole]), []);
});

test('sourceFindings() makes one finding of all that a source leaves out', () => {
  const [finding, ...more] = sourceFindings([{ ...whole, conditions }]);
  assert.deepEqual(more, []);
  assert.deepEqual([finding?.subject, finding?.since], ['Source libvirt', 955]);
  assert.equal(finding?.text, 'Left out: 2 disks. Devices unknown of vm1.');
});

test('sourceFindings() leaves a source that is down to its own finding', () => {
  assert.deepEqual(sourceFindings([{ ...whole, up: false, conditions }]), []);
});
