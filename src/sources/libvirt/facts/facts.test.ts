import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HAS_FLAG, SNAPSHOT_FLAG, type WireDomain } from '@virtscope/libvirt';
import { procedureName, type ProcedureName } from '@virtscope/libvirt/wire';
import type { Answers, FakeDaemon } from '../../../../packages/libvirt/test/fake-daemon.ts';
import { FakeClock, settle } from '../../../../test/fake-clock.ts';
import type { Facts } from '../../../model/facts.ts';
import { answersOf, fakeVm, startTestSource, uuidOf, type FakeVm } from '../test-daemon.ts';

const EVERY_MS = 300_000;
const xml = `<domain><memory>4096</memory><currentMemory>2048</currentMemory><vcpu>2</vcpu><devices>
  <disk type='file' device='disk'><source file='/a.qcow2'/><target dev='vda' bus='virtio'/></disk>
  <interface type='network'><mac address='52:54:00:00:00:01'/><source network='default'/></interface>
  <interface type='bridge'><mac address='52:54:00:00:00:02'/><source bridge='br0'/></interface></devices></domain>`;
const vm = fakeVm(1, { xml });
const domain: WireDomain = { name: vm.name, uuid: vm.uuid, id: vm.id };

const address = (mac: string, ...addresses: string[]) => ({
  name: 'vnet1',
  mac,
  addresses: addresses.map((one) => ({ type: 0, address: one, prefix: 24 })),
});
const noBlockJob = { found: 0, type: 0, bandwidth: 0n, current: 0n, end: 0n };

function answers(vms: () => readonly FakeVm[] = () => [vm]): Answers {
  return {
    ...answersOf(vms),
    CONNECT_CLOSE: () => {},
    CONNECT_LIST_ALL_DOMAINS: ({ flags }) => {
      const domains = (flags & (HAS_FLAG.autostart | HAS_FLAG.snapshot)) !== 0 ? [domain] : [];
      return { domains, count: domains.length };
    },
    DOMAIN_GET_INFO: () => ({ state: 1, maxMemoryKib: 4096n, memoryKib: 1024n, vcpus: 2, cpuTimeNs: 0n }),
    DOMAIN_INTERFACE_ADDRESSES: ({ source }) => ({
      interfaces:
        source === 0
          ? [address('52:54:00:00:00:01', '10.0.0.1')]
          : [address('52:54:00:00:00:02', '10.0.1.2'), address('52:54:00:00:00:01', '10.0.0.9')],
    }),
    DOMAIN_LIST_ALL_SNAPSHOTS: ({ flags }) => {
      const names = flags === SNAPSHOT_FLAG.roots ? ['a'] : ['a', 'b'];
      return { snapshots: names.map((name) => ({ name, domain })), count: names.length };
    },
    DOMAIN_SNAPSHOT_GET_XML_DESC: () => ({
      text: '<domainsnapshot><creationTime>9</creationTime></domainsnapshot>',
    }),
    DOMAIN_GET_JOB_STATS: () => ({ type: 0, params: [] }),
    DOMAIN_GET_BLOCK_JOB_INFO: () => ({ ...noBlockJob, found: 1, type: 2, current: 1n, end: 2n }),
  };
}

/** A source on a clock of the test, and what its daemon received. */
async function start(own: Answers = {}, vms?: () => readonly FakeVm[]) {
  const clock = new FakeClock(1_000_000);
  const test = await startTestSource({ ...answers(vms), ...own }, { clock, factsMs: EVERY_MS });
  const facts = (): Facts => test.entity(uuidOf(1)).facts;
  /** Ends when the condition holds. */
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await settle();
  };
  const untilRead = (): Promise<void> =>
    until(() => facts().job !== undefined && facts().addresses !== undefined);
  return Object.assign(test, { clock, facts, until, untilRead });
}

const received = (daemon: FakeDaemon | undefined): (ProcedureName | null)[] =>
  (daemon?.received ?? []).map(({ program, procedure }) => procedureName(program, procedure));
const count = (daemon: FakeDaemon | undefined, name: ProcedureName): number =>
  received(daemon).filter((one) => one === name).length;

describe('facts of a libvirt source', () => {
  it('are read after a poll, over a connection of their own, each with its origin', async () => {
    await using test = await start();
    await test.poll();
    assert.equal(test.facts().memory?.origin, 'definition');
    await test.untilRead();
    const values = Object.fromEntries(
      Object.entries(test.facts()).map(([name, { value, origin }]) => [name, [value, origin]]),
    );
    const hypervisor = 'hypervisor';
    assert.deepEqual(
      { ...values },
      {
        ...values,
        vcpus: [2, 'definition'],
        memory: [2 ** 20, hypervisor],
        autostart: [true, hypervisor],
        snapshots: [2, hypervisor],
        oldestSnapshot: [9000, hypervisor],
        addresses: [['10.0.0.1', '10.0.1.2'], 'DHCP leases, ARP'],
        job: ['block copy of vda', hypervisor],
        jobProgress: [0.5, hypervisor],
      },
    );
    assert.equal('started' in values, false);
    const nics = test.entity(uuidOf(1)).devices?.filter(({ kind }) => kind === 'net');
    assert.deepEqual(
      nics?.map(({ labels }) => labels['addresses']),
      ['10.0.0.1', '10.0.1.2'],
    );
    const polled = new Set(received(test.daemons[0]));
    for (const name of [
      'DOMAIN_GET_INFO',
      'CONNECT_LIST_ALL_DOMAINS',
      'DOMAIN_GET_JOB_STATS',
      'DOMAIN_INTERFACE_ADDRESSES',
    ] as const) {
      assert.ok(!polled.has(name), name);
      assert.ok(received(test.daemons[1]).includes(name), name);
    }
  });

  it('are the same object, and the devices too, as long as nothing is another', async () => {
    await using test = await start();
    await test.poll();
    await test.untilRead();
    const [facts, { devices }] = [test.facts(), test.entity(uuidOf(1))];
    test.clock.pass(2 * EVERY_MS);
    await test.poll();
    // Two for one VM: of leases and of neighbours.
    await test.until(() => count(test.daemons[1], 'DOMAIN_INTERFACE_ADDRESSES') === 4);
    await test.until(() => count(test.daemons[1], 'DOMAIN_GET_BLOCK_JOB_INFO') === 2);
    await settle();
    await settle();
    assert.equal(test.facts(), facts);
    assert.equal(test.entity(uuidOf(1)).devices, devices);
    // The snapshot's time is known by its name.
    assert.equal(count(test.daemons[1], 'DOMAIN_SNAPSHOT_GET_XML_DESC'), 1);
  });

  it('wait for a call that is late, which is counted and not sent again', async () => {
    await using test = await start({ DOMAIN_GET_INFO: () => null });
    await test.poll();
    const second = async (): Promise<FakeDaemon> => {
      await test.until(() => test.daemons.length === 2);
      return test.daemons[1] as FakeDaemon;
    };
    const late = await (await second()).call('DOMAIN_GET_INFO');
    await test.clock.advance(5000);
    assert.equal(test.source.stuckCalls, 1);
    test.clock.pass(2 * EVERY_MS);
    await test.poll();
    await settle();
    assert.equal(count(test.daemons[1], 'DOMAIN_GET_INFO'), 1);
    assert.equal(test.facts().addresses, undefined);
    (await second()).reply(late, 'DOMAIN_GET_INFO', { state: 1, maxMemoryKib: 4096n, memoryKib: 1024n, vcpus: 2, cpuTimeNs: 0n }); // prettier-ignore
    await test.until(() => test.source.stuckCalls === 0);
    await test.clock.advance(20);
    await test.poll();
    await test.until(() => count(test.daemons[1], 'DOMAIN_GET_INFO') === 2);
  });

  it('take a permit of monitor calls for jobs, and keep it while QEMU does not answer', async () => {
    await using test = await start({ DOMAIN_GET_JOB_STATS: () => null });
    await test.poll();
    await test.until(() => count(test.daemons[1], 'DOMAIN_GET_JOB_STATS') === 1);
    // The patience of a monitor call, twice.
    await test.clock.advance(60_000);
    await test.until(() => test.source.stuckCalls === 1);
    await test.until(() => test.facts().job !== undefined);
    assert.match(test.facts().job?.reason ?? '', /QEMU does not answer its monitor/);
    test.clock.pass(2 * EVERY_MS);
    await test.poll();
    await settle();
    assert.equal(count(test.daemons[1], 'DOMAIN_GET_JOB_STATS'), 1);
  });

  it('have the sizes of disks of a VM that is off, and know that it has no address', async () => {
    const off = fakeVm(1, {
      xml,
      id: -1,
      free: { 'state.state': 5, 'state.reason': 1 },
      monitor: {
        'block.count': 1,
        'block.0.name': 'vda',
        'block.0.capacity': 8192n,
        'block.0.allocation': 4096n,
      },
    });
    await using test = await start({}, () => [off]);
    await test.poll();
    await test.untilRead();
    const [disk] = test.entity(uuidOf(1)).devices ?? [];
    assert.deepEqual([disk?.labels['bytes'], disk?.labels['allocatedBytes']], ['8192', '4096']);
    assert.equal(test.facts().diskSize?.value, 8192);
    assert.equal(test.facts().seenRunning, undefined);
    assert.deepEqual(test.facts().addresses, {
      value: null,
      origin: null,
      reason: 'the machine is not running',
      time: test.facts().addresses?.time,
    });
    assert.equal(count(test.daemons[1], 'DOMAIN_GET_JOB_STATS'), 0);
  });

  it('keep the address of a neighbour that the host has forgotten', async () => {
    let isForgotten = false;
    const found = answers().DOMAIN_INTERFACE_ADDRESSES!;
    await using test = await start({
      DOMAIN_INTERFACE_ADDRESSES: (args) => (isForgotten ? { interfaces: [] } : found(args)),
    });
    await test.poll();
    await test.untilRead();
    isForgotten = true;
    await test.clock.advance(20);
    test.clock.pass(2 * EVERY_MS);
    await test.poll();
    await test.until(() => test.facts().addresses?.origin === 'ARP');
    assert.deepEqual(test.facts().addresses?.value, ['10.0.1.2']);
  });

  it('name every place where an address was looked for', async () => {
    await using test = await start({ DOMAIN_INTERFACE_ADDRESSES: () => ({ interfaces: [] }) });
    await test.poll();
    await test.untilRead();
    assert.equal(
      test.facts().addresses?.reason,
      'guest agents are not asked, and no DHCP lease or ARP entry has its MAC address',
    );
    assert.equal(test.facts().os?.reason, 'guest agents are not asked, and its definition does not name it');
  });

  it('have the size of the disks of a running VM, and why it is not known', async () => {
    const { monitor } = fakeVm(1);
    let now = fakeVm(1, { xml, monitor: { ...monitor, 'block.0.capacity': 8192n } });
    await using test = await start({}, () => [now]);
    await test.poll();
    await test.untilRead();
    assert.equal(test.facts().diskSize?.value, 8192);
    now = fakeVm(1, { xml, monitor });
    test.clock.pass(2 * EVERY_MS);
    await test.poll();
    await test.until(() => test.facts().diskSize?.value === null);
    assert.equal(
      test.facts().diskSize?.reason,
      'the hypervisor does not report the size of each of its disks',
    );
  });

  it('have since when a VM was seen to run, which a pause does not shorten', async () => {
    let state = { 'state.state': 1, 'state.reason': 1 };
    await using test = await start({}, () => [fakeVm(1, { xml, free: state })]);
    await test.poll();
    await test.untilRead();
    const seen = test.clock.now();
    assert.deepEqual([test.facts().started, test.facts().seenRunning?.value], [undefined, seen]);
    state = { 'state.state': 3, 'state.reason': 1 };
    test.clock.pass(1000);
    await test.poll();
    state = { 'state.state': 1, 'state.reason': 1 };
    test.clock.pass(1000);
    await test.poll();
    await test.until(() => count(test.daemons[1], 'DOMAIN_GET_INFO') === 3);
    await settle();
    assert.equal(test.facts().seenRunning?.value, seen);
  });
});
