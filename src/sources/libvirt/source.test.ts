import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { STATS_GROUP } from '@virtscope/libvirt';
import { systemClock } from '../../model/clock.ts';
import type { SourceStatus } from '../../model/source.ts';
import { InputError } from '../../model/error.ts';
import { answersOf, fakeVm, startTestSource, statsPayload, uuidOf } from './test-daemon.ts';

const vm = fakeVm();
const sound = answersOf(() => [vm]);
/** A list that ends in the middle of a field. */
const torn = statsPayload([{ vm, fields: vm.free }]).slice(0, -8);

/** What a promise is rejected with, as text; its value where it is not. */
function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => {
    assert.ok(error instanceof InputError);
    return `${error.code} ${error.message}`;
  });
}

describe('LibvirtSource', () => {
  it('gives the daemon its time from when it is connected, however long that took', async () => {
    let passedMs = 0;
    const clock = { ...systemClock, monotonic: () => systemClock.monotonic() + passedMs };
    const AUTH_LIST = () => {
      passedMs += 60_000;
      return { types: [0] };
    };
    await using test = await startTestSource({ ...answersOf(() => [fakeVm()]), AUTH_LIST }, { clock });
    const { complete } = await test.poll();
    assert.deepEqual([complete, test.source.status().reason], [['VM', 'source'], null]);
  });

  it('reads a sound daemon', async () => {
    await using test = await startTestSource(sound);
    await test.poll();
    // The XML, which knows its huge pages, is read beside the first poll.
    await test.poll();
    assert.equal(test.value(uuidOf(1), 'memory.host'), 2048 * 1024);
    assert.equal(test.value('libvirt', 'vms.total'), 1);
    assert.equal(test.source.status().reason, null);
  });

  it('drops a daemon whose list makes no sense, and has the reason', async () => {
    await using test = await startTestSource({ ...sound, CONNECT_GET_ALL_DOMAIN_STATS: () => torn });
    await test.poll();
    const { up, reason } = test.source.status();
    assert.equal(up, false);
    assert.match(reason ?? '', /Cannot read statistics: they end before/);
    assert.equal(test.value('libvirt', 'vms.total'), 'unreachable');
  });

  it('drops a daemon whose monitor answers make no sense, and has the reason', async () => {
    const answers = {
      ...sound,
      CONNECT_GET_ALL_DOMAIN_STATS: ({ stats }: { stats: number }) =>
        (stats & STATS_GROUP.state) === 0 ? torn : statsPayload([{ vm, fields: vm.free }]),
    };
    await using test = await startTestSource(answers);
    await test.poll();
    assert.match(test.source.status().reason ?? '', /Cannot read statistics: they end before/);
    assert.equal(test.entity(uuidOf(1)).state, 'unknown');
  });

  it('leaves the rest of a list unread when its poll is given up', async () => {
    const vms = Array.from({ length: 500 }, (_, n) => fakeVm(n + 1));
    const stop = new AbortController();
    const sending = {
      ...sound,
      CONNECT_GET_ALL_DOMAIN_STATS: () => {
        stop.abort(new Error('stopping'));
        return statsPayload(vms.map((each) => ({ vm: each, fields: each.free })));
      },
    };
    let ms = 0;
    const clock = { ...systemClock, monotonic: () => (ms += 1) };
    await using test = await startTestSource(sending, { clock });
    await assert.rejects(test.source.poll(stop.signal), /stopping/);
    const read = [...test.source.series.entities()].length;
    assert.ok(read < vms.length, String(read));
  });

  it('answers a request for statistics that make no sense with the reason', async () => {
    let sense = true;
    const lists = { free: statsPayload([{ vm, fields: vm.free }]), torn };
    const answers = { ...sound, CONNECT_GET_ALL_DOMAIN_STATS: () => (sense ? lists.free : lists.torn) };
    await using test = await startTestSource(answers);
    await test.poll();
    sense = false;
    await assert.rejects(test.source.domainStats({ vms: null, groups: 0, flags: 0 }), {
      code: 'SOURCE_UNAVAILABLE',
      message: /Cannot get statistics: Cannot read/,
    });
  });

  it('refuses a request for statistics until the list was read, instead of answering that there are none', async () => {
    const early: Promise<unknown>[] = [];
    const answers = {
      ...sound,
      CONNECT_GET_ALL_DOMAIN_STATS: () => {
        // The source is connected and waits for its first list.
        if (early.length === 0)
          early.push(failure(test.source.domainStats({ vms: null, groups: 0, flags: 1 })));
        return statsPayload([{ vm, fields: vm.free }]);
      },
    };
    await using test = await startTestSource(answers);
    await test.poll();
    assert.deepEqual(await Promise.all(early), [
      'SOURCE_UNAVAILABLE Cannot get statistics: the list of VMs was not read yet',
    ]);
    const { records } = await test.source.domainStats({ vms: null, groups: 0, flags: 0 });
    assert.equal(records.length, 1);
  });
});

describe('LibvirtSource, without a complete list', () => {
  it('is down since the first poll that brought none, and has the reason, until one does', async () => {
    let list = (): Uint8Array | null => statsPayload([{ vm, fields: vm.free }]);
    const answers = { ...sound, CONNECT_GET_ALL_DOMAIN_STATS: () => list() };
    let time = 1_000_000;
    const clock = { ...systemClock, now: () => time };
    await using test = await startTestSource(answers, { clock, intervalMs: 500 });
    const pollAt = async (at: number): Promise<Pick<SourceStatus, 'up' | 'reason' | 'since'>> => {
      time = at;
      await test.poll();
      const { up, reason, since } = test.source.status();
      const { state, stateSince, condition } = test.entity('libvirt');
      assert.deepEqual([state, stateSince, condition?.reason ?? null], [up ? 'up' : 'down', since, reason]);
      return { up, reason, since };
    };
    const up = { up: true, reason: null };
    assert.deepEqual(await pollAt(1_005_000), { ...up, since: 1_005_000 });
    list = () => null;
    const silent = { up: false, reason: 'The daemon does not answer the list of VMs', since: 1_010_000 };
    assert.deepEqual(await pollAt(1_010_000), silent);
    assert.equal(test.value('libvirt', 'vms.total'), 'unreachable');
    assert.deepEqual(await pollAt(1_015_000), silent);
    // The call that is not answered ends with its connection.
    test.daemons.at(-1)?.stream.destroy();
    list = () => {
      test.daemons.at(-1)?.stream.destroy();
      return null;
    };
    await pollAt(1_020_000);
    const broken = await pollAt(1_025_000);
    assert.deepEqual([broken.up, broken.since], [false, 1_010_000]);
    assert.match(broken.reason ?? '', /connection/i);
    const { condition } = test.entity(uuidOf(1));
    assert.deepEqual([condition?.kind, condition?.since], ['unreachable', 1_020_000]);
    list = () => statsPayload([{ vm, fields: vm.free }]);
    assert.deepEqual(await pollAt(1_030_000), { ...up, since: 1_030_000 });
    assert.equal(test.entity(uuidOf(1)).condition, null);
  });
});

describe('LibvirtSource, of a daemon that answers nothing any more', () => {
  it('has VMs of unknown state after two polls, with the reason, until they are listed again', async () => {
    await using test = await startTestSource(sound, { intervalMs: 500 });
    await test.poll();
    const [first] = test.daemons;
    first?.stream.pause();
    await test.poll();
    assert.equal(test.entity(uuidOf(1)).state, 'running');
    await test.poll();
    const { state, condition } = test.entity(uuidOf(1));
    const reason = 'The daemon does not answer the list of VMs';
    assert.deepEqual([state, condition?.kind, condition?.reason], ['unknown', 'unreachable', reason]);
    assert.equal(test.value(uuidOf(1), 'cpu.usage'), 'unreachable');
    first?.stream.resume();
    while (test.entity(uuidOf(1)).state !== 'running') await test.poll();
    assert.equal(test.entity(uuidOf(1)).condition, null);
    assert.equal(test.daemons.length, 1);
  });
});

describe('LibvirtSource, of a VM whose XML is beyond a limit', () => {
  const deep = fakeVm(2, { name: 'deep', xml: `<domain>${'<a>'.repeat(100_000)}` });

  it('reads the others; the VM and the source have the reason why its devices are unknown', async () => {
    await using test = await startTestSource(answersOf(() => [deep, vm]));
    await test.poll();
    await test.poll();
    assert.equal(test.entity(uuidOf(1)).devices?.length, 1);
    assert.equal(test.entity(uuidOf(2)).devices, null);
    const reason = 'Cannot read domain XML: it is nested deeper than 64';
    assert.equal(test.entity(uuidOf(2)).labels['description'], `unknown: ${reason}`);
    assert.equal(test.value(uuidOf(2), 'balloon.current'), 1024 * 1024);
    assert.equal(test.value(uuidOf(2), 'memory.host'), 'hugepages-not-counted');
    const { up, conditions } = test.source.status();
    assert.equal(up, true);
    assert.deepEqual(
      conditions.map(({ kind, reason: why }) => [kind, why]),
      [['description-unreadable', `Devices unknown of deep: ${reason}`]],
    );
  });
});
