import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IntList } from './int-list.ts';

test('IntList keeps what was pushed while it grows', () => {
  const list = new IntList();
  for (let i = 0; i < 1000; i++) list.push(-i);
  assert.equal(list.length, 1000);
  assert.deepEqual([list.at(0), list.at(64), list.at(999)], [0, -64, -999]);
});
