import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { atOnce } from '../../../lib/async/in-slices.ts';
import { Reason } from '../../../model/reason.ts';
import { disk, monitored, nic, payload, running, setUp, uuid } from './test-decoder.ts';

describe('BatchDecoder', () => {
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

  it('continues counting a disk whose number changed, and drops the one that went', () => {
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
    const { poll, inventory, decoder, value } = setUp();
    poll(0, monitored(0n, disk(0, 'vda', 5n)));
    poll(5, monitored(0n, disk(0, 'vda', 5n)));
    const partial = { 'cpu.time': 5n, 'vcpu.current': 2, 'vcpu.0.state': 1, 'vcpu.1.state': 1 };
    const fields = { ...partial, 'block.count': 1, 'block.0.name': 'vda' };
    decoder.writer.begin(Reason.notCollected);
    const busy = atOnce(decoder.readMonitor(payload(fields), 10_000, [...inventory.all()]));
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

  it('goes on with the counters of a VM whose monitor was not asked, there and back', () => {
    const { poll, inventory, decoder, value } = setUp();
    poll(0, monitored(1_000_000_000n, disk(0, 'vda', 5n)));
    poll(5, monitored(2_000_000_000n, disk(0, 'vda', 5n)));
    const [vm] = inventory.all();
    assert.ok(vm);
    decoder.writer.begin(Reason.notCollected);
    const fields = { 'cpu.time': 4_000_000_000n, 'vcpu.current': 2n, 'balloon.current': 1024n };
    decoder.readWithoutMonitor(vm, new Map(Object.entries(fields)), 10_000, Reason.protecting);
    assert.deepEqual([value('cpu.cores'), value('cpu.usage')], [0.4, 0.2]);
    assert.equal(value('balloon.current'), 1024 * 1024);
    for (const metric of ['cpu.steal', 'memory.host', 'disk.vda.read.requests', 'disk.read.requests'])
      assert.equal(value(metric), 'protecting', metric);
    poll(15, monitored(9_000_000_000n, disk(0, 'vda', 105n)));
    assert.deepEqual([value('cpu.cores'), value('disk.vda.read.requests')], [1, 10]);
  });

  it('reads a VM whose monitor has never answered, and takes its disks from the first whole record', () => {
    const { poll, list, inventory, decoder, value, wantsXml, describeVm } = setUp();
    list(0, {});
    describeVm(['vda'], []);
    const [vm] = inventory.all();
    assert.ok(vm);
    const fields = new Map([
      ['vcpu.0.state', 1n],
      ['vcpu.1.state', 1n],
    ]);
    for (const seconds of [0, 5]) {
      fields.set('cpu.time', BigInt(seconds) * 1_000_000_000n);
      decoder.readWithoutMonitor(vm, fields, seconds * 1000, Reason.stuck);
    }
    assert.deepEqual([value('cpu.usage'), value('memory.host')], [0.5, 'stuck']);
    poll(10, monitored(5_000_000_000n, disk(0, 'vda', 5n)));
    assert.deepEqual([value('cpu.usage'), value('disk.vda.read.requests')], [0, 'first-sample']);
    assert.equal(wantsXml(), false);
  });

  it('ignores cpu.* of a VM that is not running: it is the CPU time of the daemon', () => {
    const { inventory, decoder, value } = setUp();
    decoder.writer.begin(Reason.notCollected);
    atOnce(decoder.readList(payload({ 'state.state': 5, 'state.reason': 1 }, { id: -1 }), 0));
    atOnce(decoder.readMonitor(payload({ 'cpu.time': 132_430_000_000n }, { id: -1 }), 0, []));
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

  it('removes only VMs that a complete list no longer has', () => {
    const { inventory, decoder, poll, resets } = setUp();
    poll(0, monitored(0n));
    atOnce(
      decoder.readMonitor(payload(monitored(0n), { of: '5f0e0000-77aa-4000-8000-000000000002' }), 1000, []),
    );
    assert.equal(inventory.size, 1);
    atOnce(decoder.readList(payload(running, { of: '5f0e0000-77aa-4000-8000-000000000002' }), 5000));
    assert.equal(inventory.get(uuid), undefined);
    assert.deepEqual(resets.at(-1)?.[1], true);
  });

  it('begins again with a disk that returns under the name of another', () => {
    const { poll, value } = setUp();
    const two = { 'block.count': 2, ...disk(0, 'vda', 5n) };
    poll(0, monitored(0n, { ...two, ...disk(1, 'vdb', 100n) }));
    poll(5, monitored(0n, disk(0, 'vda', 5n)));
    poll(10, monitored(0n, { ...two, ...disk(1, 'vdb', 100_000n) }));
    assert.equal(value('disk.vdb.read.requests'), 'first-sample');
  });

  it('waits for the XML when the interfaces are others than those in it', () => {
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
    const { inventory, decoder, poll, value } = setUp();
    poll(0, monitored(0n));
    decoder.writer.begin(Reason.notCollected);
    const whole = payload(monitored(0n));
    assert.throws(() =>
      atOnce(decoder.readMonitor(whole.subarray(0, whole.length - 4), 5000, [...inventory.all()])),
    );
    atOnce(decoder.readMonitor(payload({}, { of: '5f0e0000-77aa-4000-8000-000000000002' }), 5000, []));
    assert.equal(value('memory.host'), 'not-collected');
  });
});
