import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { disk, monitored, nic, setUp, type Fields } from './test-decoder.ts';

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

  it('a partial record proves nothing about the devices that report', () => {
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
