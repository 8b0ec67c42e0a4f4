import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SourceState } from '../../../../src/api/wire/status.ts';
import type { Table } from '../../../../src/api/wire/table.ts';
import { orderHosts } from './host-order.ts';
import { hostRows } from './host-rows.ts';
import { totalsOf } from './totals.ts';

const away = {
  kind: 'unreachable',
  since: 900,
  atLeast: false,
  age: 100,
  reason: 'the socket is gone',
} as const;

function table(rows: Partial<Table> & Pick<Table, 'ids' | 'states' | 'hosts' | 'sources'>): Table {
  const { ids } = rows;
  return {
    time: 1000,
    step: 5,
    names: ids,
    stateReasons: ids.map(() => null),
    conditions: ids.map(() => null),
    facts: {},
    columns: {},
    reasons: {},
    ...rows,
  };
}

const hosts = table({
  ids: ['kvm10', 'kvm9', 'here'],
  states: ['up', 'down', 'up'],
  hosts: [null, null, null],
  sources: ['a', 'b', 'host'],
  conditions: [null, away, null],
  columns: {
    'cpu.usage': [0.5, null, 0.25],
    'cpu.count': [16, null, 4],
    'memory.used': [8e9, null, 1e9],
    'memory.total': [16e9, null, 4e9],
  },
  reasons: { 'cpu.usage': { 1: 'unreachable' } },
});
const machines = table({
  ids: ['v1', 'v2', 'v3', 'v4', 'v5'],
  states: ['running', 'shutoff', 'unknown', 'running', 'running'],
  hosts: ['kvm10', 'kvm10', 'kvm9', 'here', null],
  sources: ['a', 'a', 'b', 'libvirt', 'c'],
});
const source = (id: string, up: boolean): SourceState => ({
  id,
  name: id,
  kind: 'libvirt',
  target: `qemu+ssh://${id}/system`,
  demo: false,
  up,
  reason: up ? null : `${id} does not answer`,
  since: 950,
  stuckCalls: 0,
  conditions: [],
  sentences: {},
});

const shown = (sources: SourceState[], sort: string): string[] =>
  orderHosts(hostRows(hosts, machines, sources), sort).map(({ name, light }) => `${name} ${light}`);

test('hostRows() count the machines of each host, and keep a host that is away with its reason', () => {
  const [first, second] = hostRows(hosts, machines, [source('a', true), source('b', false)]);
  assert.deepEqual(first?.machines, { all: 2, running: 1, unknown: 0 });
  assert.deepEqual([first?.isAway, first?.reason, first?.word], [false, null, 'up']);
  assert.deepEqual(second?.machines, { all: 1, running: 0, unknown: 1 });
  assert.deepEqual([second?.isAway, second?.word, second?.since], [true, 'unreachable', 900]);
  assert.equal(second?.reason, 'b does not answer');
  assert.equal(second?.values['cpu.usage'], null);
  assert.equal(second?.reasons['cpu.usage'], 'unreachable');
});

test('hostRows() show on the host of its machines a source that is down, and one of no known host by itself', () => {
  const rows = hostRows(hosts, machines, [
    source('libvirt', false),
    source('new', false),
    source('late', true),
  ]);
  const here = rows.find(({ name }) => name === 'here');
  assert.deepEqual([here?.light, here?.isAway, here?.reason], ['red', false, 'libvirt does not answer']);
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['kvm10', 'kvm9', 'here', 'new'],
  );
  assert.deepEqual([rows[3]?.uri, rows[3]?.machines], ['/metrics/source/new', null]);
});

test('orderHosts() puts first what needs attention, then as asked, unknown last', () => {
  assert.deepEqual(shown([], 'name'), ['kvm9 red', 'here ok', 'kvm10 ok']);
  assert.deepEqual(shown([], '-cpu'), ['kvm9 red', 'kvm10 ok', 'here ok']);
  assert.deepEqual(shown([], 'memory'), ['kvm9 red', 'here ok', 'kvm10 ok']);
  assert.deepEqual(shown([source('new', false)], '-machines'), [
    'kvm9 red',
    'new red',
    'kvm10 ok',
    'here ok',
  ]);
  assert.deepEqual(shown([source('new', false)], 'machines'), ['kvm9 red', 'new red', 'here ok', 'kvm10 ok']);
  assert.deepEqual(shown([source('new', false)], 'age'), ['new red', 'kvm9 red', 'here ok', 'kvm10 ok']);
});

test('totalsOf() adds up what is known now, and says what it leaves out', () => {
  const { hosts: counted, machines: all, cores, memory } = totalsOf(hostRows(hosts, machines, []));
  assert.deepEqual(counted, { up: 2, all: 3 });
  assert.deepEqual(all, { all: 4, running: 2, unknown: 1 });
  assert.deepEqual(cores, { used: 9, size: 20, without: 1 });
  assert.deepEqual(memory, { used: 9e9, size: 20e9, without: 1 });
});

test('hostRows() take the row of a host for newer than a status in which its source is still down', () => {
  assert.deepEqual(shown([source('a', false), source('b', false)], 'name'), [
    'kvm9 red',
    'here ok',
    'kvm10 ok',
  ]);
  // What else reads it may be down while its row is live.
  assert.deepEqual(shown([source('libvirt', false)], 'name').slice(0, 2), ['here red', 'kvm9 red']);
});
