import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PARAM_TYPE } from '@virtscope/libvirt';
import { procedures, XdrWriter, type TypedParam } from '@virtscope/libvirt/wire';
import { FakeClock } from '../../../test/fake-clock.ts';
import { Reason, reasonCode } from '../../model/reason.ts';
import { SeriesTable } from '../../model/series.ts';
import { Inventory } from './inventory.ts';
import { Reader } from './reader.ts';
import type { Vm } from './vm.ts';

const uuid = '5f0e0000-77aa-4000-8000-000000000001';

type Fields = Readonly<Record<string, number | bigint | string>>;

function payload(fields: Fields, { id = 7, of = uuid } = {}): Uint8Array {
  const params = Object.entries(fields).map(([field, value]): TypedParam => {
    if (typeof value === 'string') return { field, type: PARAM_TYPE.string, value };
    if (typeof value === 'bigint') return { field, type: PARAM_TYPE.ullong, value };
    return { field, type: PARAM_TYPE.int, value };
  });
  const writer = new XdrWriter();
  const records = [{ domain: { name: 'db1', uuid: of, id }, params }];
  procedures.CONNECT_GET_ALL_DOMAIN_STATS.reply.encode(writer, { records });
  return writer.bytes;
}

const running = { 'state.state': 1, 'state.reason': 1 };

const disk = (n: number, name: string, reads: bigint, times = reads * 1_000_000n): Fields => ({
  [`block.${n}.name`]: name,
  [`block.${n}.rd.reqs`]: reads,
  [`block.${n}.rd.bytes`]: reads * 4096n,
  [`block.${n}.rd.times`]: times,
});

const monitored = (cpu: bigint, rest: Fields = {}): Fields => ({
  'cpu.time': cpu,
  'balloon.rss': 2048n,
  'vcpu.current': 2,
  'vcpu.0.state': 1,
  'vcpu.0.delay': cpu / 10n,
  'vcpu.1.state': 1,
  'vcpu.1.delay': 0n,
  'block.count': 1,
  ...rest,
});

const nic = (n: number, name: string, bytes: bigint): Fields => ({
  [`net.${n}.name`]: name,
  [`net.${n}.rx.bytes`]: bytes,
});

const device = (kind: 'disk' | 'net') => (key: string) => ({ kind, key, labels: {} });

/** Epoch seconds at the beginning of every test. */
const START = 1_795_212_770;

function setUp() {
  const clock = new FakeClock(START * 1000);
  const series = new SeriesTable();
  const resets: [Vm, boolean][] = [];
  const inventory: Inventory = new Inventory({
    source: 'libvirt',
    hostId: 'host1',
    series,
    clock,
    onReset: (vm, gone) => {
      resets.push([vm, gone]);
      reader.reset(vm, gone);
    },
  });
  const reader: Reader = new Reader({ series, inventory, clock });
  const value = (metric: string): number | string => {
    const vm = inventory.get(uuid);
    assert.ok(vm);
    const slot = series.find(vm.entity, metric);
    if (slot === undefined) return 'absent';
    const known = reader.arrays.values[slot] ?? NaN;
    return Number.isNaN(known) ? reasonCode(reader.arrays.reasons[slot] ?? 0) : known;
  };
  /** One poll: both lanes at `seconds`. */
  const poll = (seconds: number, fields: Fields, options: { id?: number } = {}): void => {
    reader.arrays.clear(Reason.notCollected);
    clock.pass(seconds * 1000 - clock.monotonic());
    reader.readFree(payload(running, options), seconds * 1000);
    reader.readMonitor(payload(fields, options), seconds * 1000, [...inventory.all()]);
  };
  /** One reading of the list at `seconds`. */
  const list = (seconds: number, fields: Fields): void => {
    reader.arrays.clear(Reason.notCollected);
    reader.readFree(payload({ ...running, ...fields }), seconds * 1000);
  };
  const describeVm = (disks: string[], nics: string[], balloonPeriodSeconds: number | null = null): void => {
    const vm = inventory.get(uuid);
    assert.ok(vm);
    vm.undescribed = false;
    inventory.describe(vm, {
      title: null,
      disks: disks.map(device('disk')),
      nics: nics.map(device('net')),
      balloonPeriodSeconds,
      agentConnected: false,
    });
  };
  /** Whether the XML is to be read again. */
  const wantsXml = (): boolean => inventory.get(uuid)?.undescribed ?? false;
  const labels = (): Readonly<Record<string, string>> => inventory.get(uuid)?.entity.labels ?? {};
  return { series, inventory, reader, resets, value, poll, list, describeVm, wantsXml, labels };
}

describe('Reader', () => {
  it('turns counters into rates from the second record on', () => {
    const { poll, value } = setUp();
    poll(10, monitored(1_000_000_000n));
    assert.equal(value('cpu.cores'), 'first-sample');
    poll(15, monitored(6_000_000_000n));
    assert.equal(value('cpu.cores'), 1);
    assert.equal(value('cpu.usage'), 0.5);
    assert.equal(value('cpu.steal'), 0.05);
    assert.equal(value('memory.host'), 2048 * 1024);
  });

  it('gives latency as time per request, and none while idle', () => {
    const { poll, value } = setUp();
    poll(0, monitored(0n, disk(0, 'vda', 100n)));
    poll(5, monitored(0n, disk(0, 'vda', 110n, 100_000_000n + 50_000_000n)));
    assert.equal(value('disk.vda.read.requests'), 2);
    assert.equal(value('disk.vda.read.latency'), 0.005);
    assert.equal(value('disk.read.latency'), 0.005);
    poll(10, monitored(0n, disk(0, 'vda', 110n, 150_000_000n)));
    assert.equal(value('disk.vda.read.latency'), 'idle');
  });

  it('goes on counting a disk whose number changed, and drops the one that went', () => {
    const { poll, value } = setUp();
    poll(0, monitored(0n, { 'block.count': 2, ...disk(0, 'vda', 5n), ...disk(1, 'vdb', 100n) }));
    poll(5, monitored(0n, { 'block.count': 2, ...disk(0, 'vda', 5n), ...disk(1, 'vdb', 110n) }));
    assert.equal(value('disk.vdb.read.requests'), 2);
    poll(10, monitored(0n, { 'block.count': 1, ...disk(0, 'vdb', 130n) }));
    assert.equal(value('disk.vdb.read.requests'), 4);
    assert.equal(value('disk.vda.read.requests'), 'absent');
    assert.equal(value('disk.read.requests'), 4);
  });

  it('knows a partial record by what the monitor used to give, and makes nothing of it zero', () => {
    const { poll, inventory, reader, value } = setUp();
    poll(0, monitored(0n, disk(0, 'vda', 5n)));
    poll(5, monitored(0n, disk(0, 'vda', 5n)));
    const partial = { 'cpu.time': 5n, 'vcpu.current': 2, 'vcpu.0.state': 1, 'vcpu.1.state': 1 };
    const fields = { ...partial, 'block.count': 1, 'block.0.name': 'vda' };
    reader.arrays.clear(Reason.notCollected);
    const busy = reader.readMonitor(payload(fields), 10_000, [...inventory.all()]);
    assert.deepEqual(
      busy.map((vm) => vm.entity.name),
      ['db1'],
    );
    assert.equal(value('disk.vda.read.requests'), 'monitor-busy');
    assert.equal(value('memory.host'), 'monitor-busy');
    assert.equal(value('cpu.cores'), 1e-9);
    poll(15, monitored(10n, disk(0, 'vda', 35n)));
    // The mean over the ten seconds since the last whole record.
    assert.equal(value('disk.vda.read.requests'), 3);
  });

  it('ignores cpu.* of a VM that is not running: it is the CPU time of the daemon', () => {
    const { inventory, reader, value } = setUp();
    reader.arrays.clear(Reason.notCollected);
    reader.readFree(payload({ 'state.state': 5, 'state.reason': 1 }, { id: -1 }), 0);
    reader.readMonitor(payload({ 'cpu.time': 132_430_000_000n }, { id: -1 }), 0, []);
    assert.equal(inventory.get(uuid)?.entity.state, 'shutoff');
    assert.equal(value('cpu.cores'), 'absent');
  });

  it('starts counting anew when the domain has another id', () => {
    const { poll, value, resets } = setUp();
    poll(0, monitored(9_000_000_000n));
    poll(5, monitored(9_500_000_000n), { id: 8 });
    assert.equal(resets.length, 1);
    assert.equal(value('cpu.cores'), 'first-sample');
  });

  it('removes only who a complete list no longer has', () => {
    const { inventory, reader, poll, resets } = setUp();
    poll(0, monitored(0n));
    reader.readMonitor(payload(monitored(0n), { of: '5f0e0000-77aa-4000-8000-000000000002' }), 1000, []);
    assert.equal(inventory.size, 1);
    reader.readFree(payload(running, { of: '5f0e0000-77aa-4000-8000-000000000002' }), 5000);
    assert.equal(inventory.get(uuid), undefined);
    assert.deepEqual(resets.at(-1)?.[1], true);
  });

  describe('guest memory is shown while the guest is known to report it', () => {
    /** A report made `at` seconds after the beginning. */
    const report = (at: number): Fields => ({
      'balloon.available': 1000n,
      'balloon.usable': 400n,
      'balloon.last-update': BigInt(START + at),
    });
    const used = 600 * 1024;
    /** Polls every 5 s up to `until` a guest that reports every `period` seconds up to `last`; what was seen. */
    const live = (
      { poll, value }: ReturnType<typeof setUp>,
      { from, until, period, last = until }: { from: number; until: number; period: number; last?: number },
    ): Set<number | string> => {
      const seen = new Set<number | string>();
      for (let at = from; at <= until; at += 5) {
        poll(at, monitored(0n, report(from + Math.floor((Math.min(at, last) - from) / period) * period)));
        seen.add(value('memory.used'));
      }
      return seen;
    };

    it('at once where the report is young, and until it stays out', () => {
      const { poll, value } = setUp();
      poll(0, monitored(0n));
      assert.equal(value('memory.used'), 'no-balloon-report');
      poll(5, monitored(0n, report(3)));
      assert.equal(value('memory.used'), used);
      assert.equal(value('memory.usage'), 0.6);
      poll(60, monitored(0n, report(3)));
      assert.equal(value('memory.used'), 'stale-balloon-report');
      poll(65, monitored(0n, report(63)));
      assert.equal(value('memory.used'), used);
    });

    it('never where the report was old when it was first seen', () => {
      const { poll, value } = setUp();
      const seen = new Set<number | string>();
      for (let at = 0; at <= 60; at += 5) {
        poll(at, monitored(0n, report(-3 * 86_400)));
        seen.add(value('memory.used'));
      }
      assert.deepEqual([...seen], ['unproven-balloon-report', 'stale-balloon-report']);
      poll(65, monitored(0n, report(64)));
      assert.equal(value('memory.used'), used);
    });

    it('where the clock of its host goes wrong, once it was seen to report', () => {
      const { poll, value } = setUp();
      poll(0, monitored(0n, report(90_000)));
      assert.equal(value('memory.used'), 'unproven-balloon-report');
      poll(5, monitored(0n, report(90_000)));
      poll(10, monitored(0n, report(90_010)));
      assert.equal(value('memory.used'), used);
    });

    it('also with a period that is not the one in the XML, which is read again once', () => {
      const world = setUp();
      world.poll(0, monitored(0n, report(0)));
      world.describeVm([], [], 10);
      assert.deepEqual(live(world, { from: 0, until: 100, period: 10 }), new Set([used]));
      assert.equal(world.wantsXml(), false);
      // virsh dommemstat --period 60 --live
      let asked = 0;
      for (let from = 100; from < 700; from += 60) {
        const seen = live(world, { from, until: from + 55, period: 60 });
        if (from >= 280) assert.deepEqual(seen, new Set([used]), `from ${from}`);
        if (!world.wantsXml()) continue;
        asked++;
        world.describeVm([], [], 10);
      }
      assert.equal(asked, 1);
    });

    it('without a break where the XML tells the new period in time', () => {
      const world = setUp();
      world.poll(0, monitored(0n, report(0)));
      world.describeVm([], [], 10);
      live(world, { from: 0, until: 100, period: 10 });
      assert.deepEqual(live(world, { from: 100, until: 125, period: 60 }), new Set([used]));
      assert.equal(world.wantsXml(), true);
      world.describeVm([], [], 60);
      assert.deepEqual(live(world, { from: 130, until: 300, period: 60 }), new Set([used]));
    });

    it('not for hours after a pause of hours', () => {
      const world = setUp();
      world.poll(0, monitored(0n, report(0)));
      world.describeVm([], [], 10);
      live(world, { from: 0, until: 50, period: 10 });
      live(world, { from: 50, until: 7200, period: 100_000 });
      world.poll(7205, monitored(0n, report(7203)));
      assert.equal(world.value('memory.used'), used);
      world.poll(7240, monitored(0n, report(7203)));
      assert.equal(world.value('memory.used'), 'stale-balloon-report');
    });
  });

  it('begins anew with a disk that comes back under the name of another', () => {
    const { poll, value } = setUp();
    const two = { 'block.count': 2, ...disk(0, 'vda', 5n) };
    poll(0, monitored(0n, { ...two, ...disk(1, 'vdb', 100n) }));
    poll(5, monitored(0n, disk(0, 'vda', 5n)));
    poll(10, monitored(0n, { ...two, ...disk(1, 'vdb', 100_000n) }));
    assert.equal(value('disk.vdb.read.requests'), 'first-sample');
  });

  it('counts what the guest reports by the time of its reports, and repeats the rate between them', () => {
    const { poll, value } = setUp();
    const swapped = (at: bigint, kib: bigint): Fields => ({
      'balloon.available': 1000n,
      'balloon.usable': 400n,
      'balloon.swap_in': kib,
      'balloon.last-update': BigInt(START) + at,
    });
    poll(0, monitored(0n, swapped(0n, 0n)));
    poll(5, monitored(0n, swapped(10n, 1000n)));
    assert.equal(value('memory.swap.in'), 100 * 1024);
    poll(10, monitored(0n, swapped(10n, 1000n)));
    assert.equal(value('memory.swap.in'), 100 * 1024);
    poll(15, monitored(0n, swapped(20n, 1500n)));
    assert.equal(value('memory.swap.in'), 50 * 1024);
  });

  it('waits for the XML when the interfaces are others than it told of', () => {
    const { list, describeVm, value } = setUp();
    list(0, {});
    describeVm([], ['aa', 'bb']);
    const both = { 'net.count': 2, ...nic(0, 'tap0', 1000n), ...nic(1, 'tap1', 9_000_000_000n) };
    list(5, both);
    list(10, both);
    assert.equal(value('net.aa.rx.bytes'), 0);
    const one = { 'net.count': 1, ...nic(0, 'tap1', 9_000_000_500n) };
    list(15, one);
    assert.equal(value('net.aa.rx.bytes'), 'not-collected');
    describeVm([], ['bb']);
    list(20, one);
    assert.equal(value('net.aa.rx.bytes'), 'absent');
    assert.equal(value('net.bb.rx.bytes'), 50);
    assert.equal(value('net.rx.bytes'), 50);
  });

  it('forgets a record that broke off in the middle of a reply', () => {
    const { inventory, reader, poll, value } = setUp();
    poll(0, monitored(0n));
    reader.arrays.clear(Reason.notCollected);
    const whole = payload(monitored(0n));
    assert.throws(() => reader.readMonitor(whole.subarray(0, whole.length - 4), 5000, [...inventory.all()]));
    reader.readMonitor(payload({}, { of: '5f0e0000-77aa-4000-8000-000000000002' }), 5000, []);
    assert.equal(value('memory.host'), 'not-collected');
  });

  it('shows a VM that an I/O error paused as failed, until it runs again', () => {
    const { inventory, reader, poll } = setUp();
    poll(0, monitored(0n));
    const trouble = (): string | undefined => inventory.get(uuid)?.entity.trouble?.kind;
    assert.equal(trouble(), undefined);
    reader.readFree(payload({ 'state.state': 3, 'state.reason': 5 }), 5000);
    assert.equal(trouble(), 'failed');
    reader.readFree(payload({ 'state.state': 3, 'state.reason': 1 }), 10_000);
    assert.equal(trouble(), undefined);
  });

  describe('totals are over the devices that report, and the labels name those that do not', () => {
    it('an interface without counters', () => {
      const { list, describeVm, value, labels } = setUp();
      list(0, {});
      describeVm([], ['aa', 'bb']);
      const fields = (bytes: bigint): Fields => ({
        'net.count': 2,
        ...nic(0, 'tap0', bytes),
        'net.1.name': 'tap1',
      });
      list(5, fields(0n));
      list(10, fields(500n));
      assert.equal(value('net.rx.bytes'), 100);
      assert.equal(value('net.bb.rx.bytes'), 'not-reported');
      assert.deepEqual(labels(), { netsWithoutCounters: 'bb' });
      list(15, { ...fields(1000n), ...nic(1, 'tap1', 7000n) });
      assert.equal(value('net.rx.bytes'), 'first-sample');
      assert.deepEqual(labels(), {});
      list(20, { ...fields(1500n), ...nic(1, 'tap1', 7050n) });
      assert.equal(value('net.rx.bytes'), 110);
    });

    it('an interface that the record leaves out altogether, before one that it has', () => {
      const { list, describeVm, value, labels } = setUp();
      list(0, {});
      describeVm([], ['aa', 'bb']);
      for (const [seconds, bytes] of [[5, 0n], [10, 500n]] as const) list(seconds, { 'net.count': 2, ...nic(1, 'tap1', bytes) }); // prettier-ignore
      assert.equal(value('net.bb.rx.bytes'), 100);
      assert.equal(value('net.rx.bytes'), 100);
      assert.equal(value('net.aa.rx.bytes'), 'not-reported');
      assert.deepEqual(labels(), { netsWithoutCounters: 'aa' });
    });

    it('no interface has counters', () => {
      const { list, describeVm, value } = setUp();
      list(0, {});
      describeVm([], ['aa']);
      list(5, { 'net.count': 1 });
      assert.equal(value('net.rx.bytes'), 'not-reported');
    });

    it('a disk with nothing but its name, and one that the record leaves out', () => {
      const { poll, describeVm, value, labels } = setUp();
      poll(0, monitored(0n));
      describeVm(['vda', 'vdb', 'vdc'], []);
      const fields = (reads: bigint): Fields => ({
        'block.count': 3,
        ...disk(1, 'vdb', reads),
        'block.2.name': 'vdc',
      });
      poll(5, monitored(0n, fields(0n)));
      poll(10, monitored(0n, fields(50n)));
      assert.equal(value('disk.read.requests'), 10);
      assert.equal(value('disk.read.latency'), 0.001);
      assert.equal(value('disk.vda.read.requests'), 'not-reported');
      assert.equal(value('disk.vdc.read.requests'), 'not-reported');
      assert.deepEqual(labels(), { disksWithoutCounters: 'vda vdc' });
    });

    it('a partial record says nothing about who reports', () => {
      const { poll, value, labels } = setUp();
      poll(0, monitored(0n, disk(0, 'vda', 5n)));
      poll(5, {
        'vcpu.current': 2,
        'vcpu.0.state': 1,
        'vcpu.1.state': 1,
        'block.count': 1,
        'block.0.name': 'vda',
      });
      assert.equal(value('disk.read.requests'), 'monitor-busy');
      assert.deepEqual(labels(), {});
    });
  });
});
