import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Table } from '../../../src/api/wire/table.ts';
import { keepOrder, orderRows, type Wanted } from './order.ts';

const table: Table = {
  time: 1000,
  step: 5,
  ids: ['aa1', 'bb2', 'cc3', 'dd4'],
  names: ['web10', 'web9', 'DB', 'old'],
  states: ['running', 'running', 'paused', 'shutoff'],
  hosts: ['h1', 'h1', 'h2', 'h1'],
  sources: ['s', 's', 's', 's'],
  facts: {},
  conditions: [
    null,
    { kind: 'stuck', since: 900, atLeast: false, age: 100, reason: 'QEMU does not answer' },
    null,
    null,
  ],
  columns: { 'cpu.usage': [0.2, 0.9, 0.2, null] },
  reasons: {},
};

test('orderRows() sorts by value with unknown last, and by name where values are equal', () => {
  const f = (sort: string, descending: boolean, want: string): void => {
    const rows = orderRows(table, { search: '', sort, descending, host: null });
    assert.equal(rows.map((row) => table.names[row]).join(' '), want);
  };
  f('cpu.usage', true, 'web9 DB web10 old');
  f('cpu.usage', false, 'DB web10 web9 old');
  f('name', false, 'DB old web9 web10');
  f('name', true, 'web10 web9 old DB');
  f('state', false, 'old DB web9 web10');
  f('age', true, 'web9 DB old web10');
  f('memory.used', true, 'DB old web9 web10');
});

test('orderRows() filters by words, id, state, light and host', () => {
  const f = (wanted: Partial<Wanted>, want: string): void => {
    const rows = orderRows(table, { search: '', sort: 'name', descending: false, host: null, ...wanted });
    assert.equal(rows.map((row) => table.names[row]).join(' '), want);
  };
  f({ search: 'WEB' }, 'web9 web10');
  f({ search: 'web 1' }, 'web10');
  f({ search: 'cc' }, 'DB');
  f({ search: 'is:red' }, 'web9');
  f({ search: 'is:off' }, 'old');
  f({ search: 'is:paused' }, 'DB');
  f({ search: 'is:nothing' }, '');
  f({ host: 'h2' }, 'DB');
});

test('keepOrder() keeps rows where they were and puts newcomers last', () => {
  const ids = ['a', 'b', 'c', 'd'];
  assert.deepEqual(keepOrder([0, 1, 2, 3], ids, ['c', 'gone', 'a']), [2, 0, 1, 3]);
});
