import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STATS_GROUP } from '@virtscope/libvirt';
import type { Answers } from '../../../../packages/libvirt/test/fake-daemon.ts';
import { answersOf, fakeVm, startTestSource, uuidOf, type FakeVm } from '../test-daemon.ts';

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

/** A VM whose records lack monitor fields for as many answers as `busy`, as with NOWAIT while another call holds it. */
async function startBusy(busy: number) {
  const vms = [fakeVm(1), fakeVm(2)];
  const { monitor, ...rest } = vms[0] as FakeVm;
  const partial = { ...rest, monitor: { 'cpu.time': monitor['cpu.time'] as bigint, 'block.count': 1 } };
  const state = { left: 0, asked: [] as string[][] };
  const sound = answersOf(() => vms);
  const answers: Answers = {
    ...sound,
    CONNECT_GET_ALL_DOMAIN_STATS: (args) => {
      const isList = (args.stats & STATS_GROUP.state) !== 0 && (args.stats & STATS_GROUP.balloon) === 0;
      if (!isList) state.asked.push(args.domains.map(({ name }) => name));
      const isBusy = !isList && state.left-- > 0;
      return answersOf(() => (isBusy ? [partial, vms[1] as FakeVm] : vms)).CONNECT_GET_ALL_DOMAIN_STATS!(
        args,
      );
    },
  };
  const source = await startTestSource(answers);
  await source.poll();
  state.left = busy;
  state.asked = [];
  return { source, state, monitor };
}

test('bulkStats asks a VM again whose monitor is busy for a moment', async () => {
  const { source, state, monitor } = await startBusy(1);
  await using _ = source;
  const { records } = await source.source.domainStats({ vms: null, groups: 0, flags: 0 });
  assert.deepEqual(
    records.map(({ name, partial, params }) => [name, partial, params.length]),
    [
      ['vm1', null, Object.keys(monitor).length],
      ['vm2', null, Object.keys(monitor).length],
    ],
  );
  assert.deepEqual(state.asked, [[], ['vm1']]);
});

test('bulkStats gives the reason for a VM whose monitor stays busy', async () => {
  const { source, state } = await startBusy(99);
  await using _ = source;
  const { records } = await source.source.domainStats({ vms: null, groups: 0, flags: 0 });
  assert.deepEqual(
    records.map(({ name, partial }) => [name, partial]),
    [
      ['vm1', 'its monitor is busy with another call'],
      ['vm2', null],
    ],
  );
  assert.deepEqual(state.asked, [[], ['vm1'], ['vm1']]);
});

test('bulkStats asks again for no group that needs no monitor', async () => {
  const { source, state } = await startBusy(99);
  await using _ = source;
  const { records } = await source.source.domainStats({ vms: null, groups: STATS_GROUP.interface, flags: 0 });
  assert.deepEqual(
    records.map(({ partial }) => partial),
    [null, null],
  );
  assert.equal(state.asked.length, 1);
});
