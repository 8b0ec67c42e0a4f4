import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  decodeFrame,
  decodePayload,
  domainStatsRecord,
  FrameSplitter,
  procedures,
  XdrReader,
  type TypedParam,
  type WireStatsRecord,
} from '@virtscope/libvirt/wire';
import * as fc from 'fast-check';
import { FakeClock } from '../../../test/fake-clock.ts';
import { ALL_GROUPS, GROUP } from './groups.ts';
import { Records, sizeOf } from './records.ts';
import type { Completeness } from './stats.ts';
import { World } from '../guests/world.ts';

const NOON = Date.UTC(2026, 10, 20, 12);
const captures = new URL('../../../test/fixtures/libvirt/capture/', import.meta.url);

/** A guest's record as a real daemon sent it. */
function captured(session: string, name: string): WireStatsRecord {
  const replies: WireStatsRecord[] = [];
  new FrameSplitter().push(readFileSync(new URL(`${session}.s2c.bin`, captures)), (bytes) => {
    const frame = decodeFrame(bytes);
    const { number, reply } = procedures.CONNECT_GET_ALL_DOMAIN_STATS;
    if (frame.procedure === number) replies.push(...decodePayload(reply, frame.payload).records);
  });
  return replies.find(({ domain }) => domain.name === name)!;
}

function demo(options: { guests?: number; seed?: number } = {}) {
  const world = new World({ guests: 13, seed: 1, calm: true, ...options }, new FakeClock(NOON));
  const records = new Records(world.guests);
  const read = (name: string, groups = ALL_GROUPS, completeness: Completeness = 'full', time = NOON) => {
    const guest = world.byName(name)!;
    return { record: records.of(guest, world.phase(guest), completeness), groups, time };
  };
  const encode = ({ record, groups, time }: ReturnType<typeof read>): Uint8Array => {
    const out = new Uint8Array(sizeOf(record, groups) + 8);
    const end = records.write(record, groups, time, out, new DataView(out.buffer), 4);
    return out.subarray(4, end);
  };
  const decode = (reading: ReturnType<typeof read>): TypedParam[] => {
    const reader = new XdrReader(encode(reading));
    const { params } = domainStatsRecord.decode(reader);
    reader.finish();
    return params;
  };
  return { world, records, read, encode, decode };
}

/** Names and types, the names of devices and paths left out. */
const shape = (params: readonly TypedParam[]) => params.map(({ field, type }) => `${field} ${type}`);

describe('Records', () => {
  it('has the fields of a real guest, of the same types, in the same order', () => {
    const { read, decode } = demo();
    assert.deepEqual(shape(decode(read('files-01'))), shape(captured('domstats-all', 'lab001').params));
  });

  it('has the fields of a real KVM guest without a balloon driver', () => {
    const { read, decode } = demo();
    const real = captured('domstats-all', 'kvm001').params;
    const kvm = real.filter(({ field }) => /^(vcpu\.[01]\.|vm\.)/.test(field));
    const mine = decode(read('db-01')).filter(({ field }) => /^(vcpu\.[01]\.|vm\.)/.test(field));
    assert.deepEqual(shape(mine), shape(kvm));
    const balloon = real.filter(({ field }) => field.startsWith('balloon.'));
    assert.deepEqual(shape(decode(read('windows-legacy', GROUP.balloon))), shape(balloon));
  });

  it('has the fields that a real daemon gives for a guest that hung', () => {
    const { read, decode } = demo();
    const real = captured('domstats-nowait-hung-lab005', 'lab005').params;
    assert.deepEqual(shape(decode(read('files-01', ALL_GROUPS, 'partial'))), shape(real));
  });

  it('has of a guest that is off its sizes and no devices', () => {
    const { read, decode } = demo();
    const fields = decode(read('golden-image')).map(({ field }) => field);
    assert.equal(
      fields.join(' '),
      'state.state state.reason cpu.time cpu.user cpu.system balloon.current balloon.maximum ' +
        'vcpu.current vcpu.maximum block.count block.0.name block.0.path ' +
        'block.0.allocation block.0.capacity block.0.physical',
    );
  });

  it('has the name alone of an optical drive without a medium', () => {
    const { read, decode } = demo();
    const fields = decode(read('windows-legacy', GROUP.block)).map(({ field }) => field);
    assert.deepEqual(
      fields.filter((field) => field.startsWith('block.1.')),
      ['block.1.name'],
    );
  });

  it('writes for any groups what it writes for all, in as many bytes as sizeOf gives', () => {
    const { world, read, encode, decode } = demo();
    fc.assert(
      fc.property(
        fc.nat(ALL_GROUPS),
        fc.constantFrom(...world.guests),
        fc.boolean(),
        (mask, { name }, partial) => {
          const completeness = partial ? 'partial' : 'full';
          const part = read(name, mask, completeness);
          assert.equal(encode(part).length, sizeOf(part.record, mask));
          const whole = decode(read(name, ALL_GROUPS, completeness));
          assert.deepEqual(
            decode(part),
            whole.filter(({ field }) => mask & groupOf(field)),
          );
        },
      ),
    );
  });

  it('writes the same bytes for the same seed and moment, and others for another seed', () => {
    const [one, same, other] = [demo(), demo(), demo({ seed: 2 })];
    for (const { name } of one.world.guests) {
      const bytes = one.encode(one.read(name));
      // What was read before does not show.
      one.encode(one.read(name, GROUP.block, 'partial', NOON + 7777));
      assert.deepEqual(same.encode(same.read(name)), bytes);
      assert.deepEqual(one.encode(one.read(name)), bytes);
    }
    assert.notDeepEqual(other.encode(other.read('web-01')), one.encode(one.read('web-01')));
  });

  it('keeps 10,000 guests with the six usual groups within one message', () => {
    const { world, records } = demo({ guests: 1000 });
    let bytes = 0;
    for (const guest of world.guests) {
      bytes += sizeOf(records.of(guest, world.phase(guest), 'full'), 0x3f);
    }
    assert.ok(bytes * 10 < 30e6, `1,000 take ${bytes} bytes`);
  });

  it('writes numbers beyond 53 bits as they are', () => {
    const { read, decode } = demo();
    const time = decode(read('batch-01', GROUP.cpu)).find(({ field }) => field === 'cpu.time')!;
    assert.ok((time.value as bigint) > 2n ** 53n);
  });
});

function groupOf(field: string): number {
  const [first = ''] = field.split('.');
  return { net: GROUP.interface }[first] ?? GROUP[first as keyof typeof GROUP];
}
