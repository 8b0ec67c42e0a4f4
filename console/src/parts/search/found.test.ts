import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Table } from '../../../../src/api/wire/table.ts';
import { parseSelector } from '../../../../src/model/select/mod.ts';
import { foundHosts, foundRows } from './found.ts';

const table: Table = {
  time: 1000,
  step: 5,
  ids: ['1', '2', '3', '4'],
  names: ['old-db', 'db10', 'db2', 'web'],
  states: ['running', 'running', 'running', 'running'],
  stateReasons: [null, null, null, null],
  hosts: [null, null, null, null],
  sources: ['s', 's', 's', 's'],
  facts: {},
  conditions: [null, null, null, null],
  columns: { 'cpu.usage': [0.9, 0.1, 0.9, 0.9] },
  reasons: {},
};

test('foundRows() has names that begin with the text first, in the order people count', () => {
  const f = (text: string, want: string): void =>
    assert.equal(foundRows(table, parseSelector(text), new Map()).map((row) => table.names[row]).join(' '), want); // prettier-ignore
  f('db', 'db2 db10 old-db');
  f('cpu>80%', 'db2 old-db web');
  f('nothing', '');
});

test('foundHosts() matches hosts by name, and by nothing that is of machines', () => {
  const rack = { id: 'h', uuid: 'h', name: 'rack1', state: 'up', source: 'libvirt', uri: '/metrics/host/h' };
  const f = (text: string, want: number): void =>
    assert.equal(foundHosts([{ ...rack, metrics: rack.uri }], parseSelector(text)).length, want, text);
  f('rack', 1);
  f('host:rack1', 1);
  f('tag:x', 0);
  f('cpu>0', 0);
});
