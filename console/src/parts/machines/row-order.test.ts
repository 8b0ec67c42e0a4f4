import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Table } from '../../../../src/api/wire/table.ts';
import { mayReorder } from './row-order.ts';

const table: Table = {
  time: 1000,
  step: 5,
  ids: ['a', 'b'],
  names: ['a', 'b'],
  states: ['running', 'running'],
  stateReasons: [null, null],
  hosts: [null, null],
  sources: ['s', 's'],
  facts: {},
  conditions: [null, null],
  columns: {},
  reasons: {},
};
const before = { asked: '', ids: ['a', 'b'], time: 990 };

test('mayReorder() lets live values move rows every three intervals, never under a pointer, and what got stuck at once', () => {
  const rows = [1, 0];
  assert.equal(mayReorder(table, rows, before, false), false);
  assert.equal(mayReorder({ ...table, time: 1005 }, rows, before, false), true);
  assert.equal(mayReorder({ ...table, time: 1005 }, rows, before, true), false);
  const stuck = { kind: 'stuck', since: 999, atLeast: false, age: 1, reason: '' } as const;
  const wrong = { ...table, conditions: [null, stuck] };
  assert.equal(mayReorder(wrong, rows, before, false), true);
  assert.equal(mayReorder(wrong, rows, before, true), false);
});
