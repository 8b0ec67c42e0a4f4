import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SlotList } from './slot-list.ts';

test('every slot keeps its value while the list grows over many pages', () => {
  const list = new SlotList<number | null>();
  const count = 50_000;
  for (let slot = 0; slot < count; slot++) list.set(slot, slot % 7 === 0 ? null : slot);
  assert.equal(list.length, count);
  for (let slot = 0; slot < count; slot++) assert.equal(list.get(slot), slot % 7 === 0 ? null : slot);
  assert.equal(list.get(count), undefined);
  list.set(8191, -1);
  assert.deepEqual([list.get(8190), list.get(8191), list.get(8192)], [null, -1, 8192]);
  assert.equal(list.length, count);
});
