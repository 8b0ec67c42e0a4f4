import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Table } from '../../../../src/api/wire/table.ts';
import { isBySeverity, keepOrder, orderRows, severities, type Wanted } from './order.ts';

const stuck = {
  kind: 'stuck',
  since: 900,
  atLeast: false,
  age: 100,
  reason: 'QEMU does not answer',
} as const;

const table: Table = {
  time: 1000,
  step: 5,
  ids: ['aa1', 'bb2', 'cc3', 'dd4', 'ee5'],
  names: ['web10', 'web9', 'DB', 'old', 'mail'],
  states: ['running', 'running', 'paused', 'shutoff', 'running'],
  stateReasons: [null, null, null, null, null],
  hosts: ['h1', 'h1', 'h2', 'h1', 'h2'],
  sources: ['s', 's', 's', 's', 's'],
  facts: {
    os: ['Debian 13', null, 'Alpine', null, 'Debian 12'],
    started: [500, 900, null, null, 100],
    oldestSnapshot: [null, null, 300, 200, null],
    vcpus: [2, 4, 1, null, 16],
    tags: [['b'], ['a', 'c'], [], null, ['a']],
    autostart: [true, false, null, true, false],
  },
  conditions: [null, stuck, null, null, null],
  columns: { 'cpu.usage': [0.2, 0.1, 0.2, null, 0.9] },
  reasons: {},
};

const order = (of: Table, wanted: Partial<Wanted>): string =>
  orderRows(of, { accept: null, sort: 'name', descending: false, host: null, ...wanted })
    .map((row) => of.names[row])
    .join(' ');

test('orderRows() has what calls for attention first, then sorts by value, unknown last in both directions', () => {
  const f = (sort: string, descending: boolean, want: string): void =>
    assert.equal(order(table, { sort, descending }), want, `${sort} ${descending}`);
  f('cpu.usage', true, 'web9 mail DB web10 old');
  f('cpu.usage', false, 'web9 DB web10 mail old');
  f('name', false, 'web9 DB mail old web10');
  f('name', true, 'web9 web10 old mail DB');
  f('state', false, 'web9 old DB mail web10');
  f('age', true, 'web9 DB mail old web10');
  f('memory.used', true, 'web9 DB mail old web10');
  f('host', true, 'web9 DB mail old web10');
});

test('orderRows() sorts by facts: words, numbers, lists, flags, and the longest uptime first', () => {
  const f = (sort: string, descending: boolean, want: string): void =>
    assert.equal(order(table, { sort, descending }), want, `${sort} ${descending}`);
  f('os', false, 'web9 DB mail web10 old');
  f('os', true, 'web9 web10 mail DB old');
  f('vcpus', true, 'web9 mail web10 DB old');
  f('started', true, 'web9 mail web10 DB old');
  f('started', false, 'web9 web10 mail DB old');
  f('oldestSnapshot', true, 'web9 old DB mail web10');
  f('tags', false, 'web9 mail web10 DB old');
  f('autostart', true, 'web9 old web10 mail DB');
});

test('orderRows() sorts a machine whose start is not known by how long it has run at least', () => {
  const facts = { ...table.facts, seenRunning: [500, 900, 50, null, 100] };
  assert.equal(order({ ...table, facts }, { sort: 'started', descending: true }), 'web9 DB mail web10 old');
});

test('orderRows() puts red before amber before unknown, and what is off among those that are well', () => {
  const condition = (kind: 'busy' | 'unreachable' | 'failed') => ({ ...stuck, kind });
  const conditions = [null, condition('unreachable'), condition('busy'), null, condition('failed')];
  assert.equal(order({ ...table, conditions }, { sort: 'name' }), 'mail DB web9 old web10');
  assert.deepEqual([...severities({ ...table, conditions })], [3, 2, 1, 3, 0]);
  assert.equal(isBySeverity({ ...table, conditions }, [4, 2, 1, 0, 3]), true);
  assert.equal(isBySeverity({ ...table, conditions }, [2, 4, 1, 0, 3]), false);
});

test('orderRows() leaves out other hosts and what is not accepted', () => {
  assert.equal(order(table, { host: 'h2' }), 'DB mail');
  assert.equal(order(table, { accept: (row) => row > 2 }), 'mail old');
});

test('keepOrder() keeps rows where they were and puts newcomers last', () => {
  const ids = ['a', 'b', 'c', 'd'];
  assert.deepEqual(keepOrder([0, 1, 2, 3], ids, ['c', 'gone', 'a']), [2, 0, 1, 3]);
});
