import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SourceState } from '../../../../src/api/wire/status.ts';
import type { Table } from '../../../../src/api/wire/table.ts';
import type { Trouble } from '../../../../src/api/wire/entity.ts';
import { findings } from './findings.ts';

const trouble = (kind: Trouble['kind'], since: number): Trouble => ({
  kind,
  since,
  age: 1000 - since,
  reason: kind,
});

function table(...troubles: (Trouble | null)[]): Table {
  return {
    time: 1000,
    step: 5,
    ids: troubles.map((_, row) => `id${row}`),
    names: troubles.map((_, row) => `vm${row}`),
    states: troubles.map(() => 'running'),
    hosts: troubles.map(() => null),
    troubles,
    columns: {},
    reasons: {},
  };
}

const down: SourceState = {
  name: 'libvirt',
  kind: 'libvirt',
  target: 'qemu:///system',
  demo: false,
  up: false,
  reason: 'the socket does not exist',
  since: 950,
  stuckCalls: 0,
  conditions: [],
};

test('findings() puts red before amber and the older first', () => {
  const found = findings(table(trouble('busy', 10), trouble('stuck', 30), null, trouble('stuck', 20)), []);
  assert.deepEqual(
    found.map(({ subject, light }) => [subject, light]),
    [
      ['vm3', 'red'],
      ['vm1', 'red'],
      ['vm0', 'amber'],
    ],
  );
  assert.equal(found[0]?.text, 'Stuck.');
});

test('findings() is empty for machines that run or are off', () => {
  const off = { ...table(null, null), states: ['running', 'shutoff'] };
  assert.deepEqual(findings(off, []), []);
});

test('findings() names one cause for the machines of a source that is down', () => {
  const found = findings(table(trouble('unreachable', 950), trouble('unreachable', 950)), [down]);
  assert.deepEqual(found, [
    {
      light: 'red',
      subject: 'Source libvirt',
      uri: null,
      text: 'The socket does not exist. Its 2 machines are unknown until it answers.',
      since: 950,
    },
  ]);
});
