import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeTestApi } from '../fixture.ts';
import { TableRows } from './table-rows.ts';

test('a table has the properties of its entities that are asked for, made once until the next append', async () => {
  await using api = await makeTestApi();
  let reads = 0;
  const vm = api.enter('VM', 'a');
  Object.defineProperty(vm, 'name', { get: () => `read ${++reads} times` });
  api.poll([[vm, { 'cpu.usage': 1 }]]);
  const rows = new TableRows({ ...api, lights: { of: () => null }, closing: new AbortController().signal });
  const list = (wanted: string): string =>
    rows
      .all('VM')
      .lists.find(([name]) => name === wanted)?.[1]() ?? '';
  reads = 0;
  assert.equal(list('ids'), '["a"]');
  assert.equal(reads, 0);
  assert.equal(list('names'), '["read 1 times"]');
  assert.equal(list('names'), '["read 1 times"]');
  api.poll([[vm, { 'cpu.usage': 2 }]]);
  reads = 0;
  assert.equal(list('names'), '["read 1 times"]');
});
