import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answersOf, fakeVm, startTestSource, uuidOf } from '../test-daemon.ts';

const off = (n: number) => fakeVm(n, { id: -1, free: { 'state.state': 5, 'state.reason': 1 } });

test('bulkStats keeps the order of the daemon, and of the list asked for, also of VMs asked apart', async () => {
  let vms = [fakeVm(3), off(1), fakeVm(4), off(2)];
  await using source = await startTestSource(answersOf(() => vms));
  const order = async (asked: readonly number[] | null): Promise<number[]> => {
    const query = { vms: asked?.map(uuidOf) ?? null, groups: 0, flags: 0 };
    const { records } = await source.source.domainStats(query);
    return records.map(({ uuid }) => Number.parseInt(uuid.slice(-12), 16));
  };
  await source.poll();
  assert.deepEqual(await order(null), [3, 1, 4, 2]);
  assert.deepEqual(await order([2, 4, 1, 3]), [2, 4, 1, 3]);
  // A daemon's order is that of a hash table: it is another after a VM came.
  vms = [off(2), fakeVm(5), fakeVm(4), off(1), fakeVm(3)];
  await source.poll();
  assert.deepEqual(await order(null), [2, 5, 4, 1, 3]);
});
