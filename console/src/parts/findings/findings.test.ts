import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SourceState } from '../../../../src/api/wire/status.ts';
import type { Table } from '../../../../src/api/wire/table.ts';
import type { Condition } from '../../../../src/api/wire/entity.ts';
import { findings } from './findings.ts';

const condition = (kind: Condition['kind'], since: number): Condition => ({
  kind,
  since,
  atLeast: false,
  age: 1000 - since,
  reason: kind,
});

function table(...conditions: (Condition | null)[]): Table {
  return {
    time: 1000,
    step: 5,
    ids: conditions.map((_, row) => `id${row}`),
    names: conditions.map((_, row) => `vm${row}`),
    states: conditions.map(() => 'running'),
    stateReasons: conditions.map(() => null),
    hosts: conditions.map(() => null),
    sources: conditions.map(() => 'libvirt'),
    conditions,
    facts: {},
    columns: {},
    reasons: {},
  };
}

const down: SourceState = {
  id: 'libvirt',
  name: 'libvirt',
  kind: 'libvirt',
  target: 'qemu:///system',
  demo: false,
  up: false,
  reason: 'the socket does not exist',
  since: 950,
  stuckCalls: 0,
  conditions: [],
  sentences: {},
};

test('findings() puts red before amber and the older first', () => {
  const found = findings(
    table(condition('busy', 10), condition('stuck', 30), null, condition('stuck', 20)),
    [],
  );
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
  const found = findings(table(condition('unreachable', 950), condition('unreachable', 950)), [down]);
  assert.deepEqual(found, [
    {
      light: 'red',
      subject: 'Source libvirt',
      uri: '/metrics/source/libvirt',
      text: 'The socket does not exist. Its 2 machines are unknown until it answers.',
      since: 950,
    },
  ]);
});

test('findings() counts for each source that is down its own machines, and names those of no such source', () => {
  const machines = table(
    condition('unreachable', 950),
    condition('unreachable', 940),
    condition('unreachable', 930),
  );
  const found = findings({ ...machines, sources: ['libvirt', 'near', 'far'] }, [
    down,
    { ...down, id: 'far', name: 'far', since: 960 },
  ]);
  assert.deepEqual(
    found.map(({ subject, text }) => [subject, text]),
    [
      ['Source libvirt', 'The socket does not exist. Its machine is unknown until it answers.'],
      ['Source far', 'The socket does not exist. Its machine is unknown until it answers.'],
      ['vm1', 'Unreachable.'],
    ],
  );
});
