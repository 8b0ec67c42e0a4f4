import assert from 'node:assert/strict';
import { it } from 'node:test';
import { inventory, makeTable } from './fixture.ts';
import { isTable, update } from './table.ts';

it('isTable() takes what has one entry for each VM in every list, and nothing else', () => {
  const table = makeTable(inventory);
  const f = (value: unknown, want: boolean): void =>
    assert.equal(isTable(value), want, JSON.stringify(value));
  f(table, true);
  f(makeTable([]), true);
  f(null, false);
  f('table', false);
  f([], false);
  f({}, false);
  f({ ...table, names: ['one'] }, false);
  f({ ...table, conditions: undefined }, false);
  f({ ...table, step: '5' }, false);
  f({ ...table, columns: null }, false);
  f({ ...table, columns: { 'cpu.cores': [1] } }, false);
  f({ ...table, columns: { 'cpu.cores': 1 } }, false);
});

it('update() takes newer numbers of the same rows', () => {
  const table = makeTable([{ name: 'a', cpu: 1 }]);
  assert.deepEqual(update(table, { time: 9, columns: { 'cpu.cores': [2] } }), {
    ...table,
    time: 9,
    columns: { 'cpu.cores': [2] },
  });
  assert.equal(update(table, { time: 9, columns: { 'cpu.cores': [2, 3] } }), null);
  assert.equal(update(table, { time: 9 }), null);
  assert.equal(update(table, null), null);
});
