import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Table } from '../../../../src/api/wire/table.ts';
import { useOf } from './guest-use.ts';

function table(...rows: [host: string, state: string, cores: number | null][]): Table {
  return {
    time: 0,
    step: 5,
    ids: rows.map((_, row) => `id${row}`),
    names: rows.map((_, row) => `vm${row}`),
    states: rows.map(([, state]) => state),
    stateReasons: rows.map(() => null),
    hosts: rows.map(([host]) => host),
    sources: rows.map(() => 'libvirt'),
    conditions: rows.map(() => null),
    facts: {},
    columns: { 'cpu.cores': rows.map(([, , cores]) => cores) },
    reasons: {},
  };
}

test('useOf() adds what the machines of a host use, at least that where one is unknown', () => {
  const running = table(
    ['a', 'running', 2],
    ['a', 'paused', 0.5],
    ['b', 'running', 9],
    ['a', 'shutoff', null],
  );
  assert.deepEqual(useOf(running, 'a'), { cores: 2.5, atLeast: false });
  assert.deepEqual(useOf(table(['a', 'running', 2], ['a', 'running', null]), 'a'), {
    cores: 2,
    atLeast: true,
  });
});

test('useOf() is unknown, never 0, where nothing is known', () => {
  assert.equal(useOf(null, 'a'), null);
  assert.equal(useOf(table(['a', 'running', null]), 'a'), null);
  assert.equal(useOf(table(['b', 'running', 2]), 'a'), null);
});
