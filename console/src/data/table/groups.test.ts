import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Table } from '../../../../src/api/wire/table.ts';
import { groupRows, itemsOf, sumOf } from './groups.ts';

const table: Table = {
  time: 1000,
  step: 5,
  ids: ['a', 'b', 'c', 'd'],
  names: ['a', 'b', 'c', 'd'],
  states: ['running', 'shutoff', 'running', 'running'],
  stateReasons: [null, null, null, null],
  hosts: ['h1', 'h1', 'h2', null],
  sources: ['s', 's', 's', 's'],
  facts: { tags: [['web', 'prod'], ['web'], [], null], vcpus: [2, 4, null, 1] },
  conditions: [null, null, { kind: 'stuck', since: 1, atLeast: false, age: 1, reason: '' }, null],
  columns: { 'cpu.cores': [0.5, 0, null, 0.25] },
  reasons: {},
};
const names = new Map([['h1', 'rack1'], ['h2', 'rack2']]); // prettier-ignore

const shown = (by: 'host' | 'tag', folded: string[] = []): string =>
  itemsOf(groupRows(table, [3, 0, 1, 2], by, names), table, new Set(folded))
    .map((item) => (item.kind === 'group' ? `[${item.group.name} ${item.group.light}]` : table.ids[item.row]))
    .join(' ');

test('groupRows() groups by host and by tag, the worst first, rows in their order, those without one last', () => {
  assert.equal(shown('host'), '[rack2 red] c [rack1 ok] a b [host unknown ok] d');
  assert.equal(shown('tag'), '[no tag red] d c [prod ok] a [web ok] a b');
});

test('itemsOf() leaves out the rows of folded groups, and gives each row a key of its own', () => {
  assert.equal(shown('host', ['h1']), '[rack2 red] c [rack1 ok] [host unknown ok] d');
  const items = itemsOf(groupRows(table, [0, 1], 'tag', names), table, new Set());
  assert.equal(new Set(items.map(({ key }) => key)).size, items.length);
});

test('sumOf() adds what is known and counts what is not', () => {
  assert.deepEqual(sumOf(table.columns['cpu.cores'], [0, 1, 2]), { sum: 0.5, unknown: 1 });
  assert.deepEqual(sumOf(table.facts['vcpus'], [0, 1, 3]), { sum: 7, unknown: 0 });
  assert.deepEqual(sumOf(undefined, [0, 1]), { sum: 0, unknown: 2 });
});

test('groupRows() takes ten thousand rows in a turn', () => {
  const many = Array.from({ length: 10_000 }, (_, row) => row);
  const hosts = many.map((row) => `h${row % 100}`);
  const states = many.map(() => 'running');
  const groups = groupRows({ ...table, hosts, states, conditions: [] }, many, 'host', new Map());
  assert.equal(groups.length, 100);
  assert.equal(itemsOf(groups, { ...table, ids: many.map(String) }, new Set()).length, 10_100);
});
