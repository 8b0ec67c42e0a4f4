import assert from 'node:assert/strict';
import { PARAM_TYPE } from '@virtscope/libvirt';
import { procedures, XdrWriter, type TypedParam } from '@virtscope/libvirt/wire';
import { rawFields } from '../raw-fields.ts';
import { FakeClock } from '../../../../test/fake-clock.ts';
import { atOnce } from '../../../lib/async/in-slices.ts';
import { Reason, reasonCode } from '../../../model/reason.ts';
import { SeriesTable } from '../../../model/series.ts';
import { VmFacts } from '../facts/vm-facts.ts';
import { Inventory } from '../inventory.ts';
import { BatchDecoder } from './batch-decoder.ts';
import { DefinitionReader } from './definition.ts';
import type { Vm } from '../vm.ts';
import type { DomainDescription } from './xml.ts';

export const uuid = '5f0e0000-77aa-4000-8000-000000000001';

export type Fields = Readonly<Record<string, number | bigint | string>>;

export function payload(fields: Fields, { id = 7, of = uuid } = {}): Uint8Array {
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

export const running = { 'state.state': 1, 'state.reason': 1 };

export const disk = (n: number, name: string, reads: bigint, times = reads * 1_000_000n): Fields => ({
  [`block.${n}.name`]: name,
  [`block.${n}.rd.reqs`]: reads,
  [`block.${n}.rd.bytes`]: reads * 4096n,
  [`block.${n}.rd.times`]: times,
});

export const monitored = (cpu: bigint, rest: Fields = {}): Fields => ({
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

export const nic = (n: number, name: string, bytes: bigint): Fields => ({
  [`net.${n}.name`]: name,
  [`net.${n}.rx.bytes`]: bytes,
});

const device = (kind: 'disk' | 'net') => (key: string) => ({ kind, key, labels: {} });

/** Epoch seconds at the beginning of every test. */
export const START = 1_795_212_770;

/** A decoder with its inventory, and one VM that the tests describe. */
export function setUp() {
  const clock = new FakeClock(START * 1000);
  const series = new SeriesTable();
  const resets: [Vm, boolean][] = [];
  const inventory: Inventory = new Inventory({
    source: 'libvirt',
    hostId: 'host1',
    series,
    clock,
    facts: new VmFacts({ clock, agents: null }),
    onReset: (vm, gone) => {
      resets.push([vm, gone]);
      decoder.reset(vm, gone);
    },
  });
  /** Bytes of huge pages of the one VM; null = its process cannot be seen. */
  const hugepages: { bytes: number | null } = { bytes: 0 };
  const decoder: BatchDecoder = new BatchDecoder({
    series,
    inventory,
    clock,
    hugepages: () => hugepages.bytes,
    raw: rawFields('none', 0),
  });
  const value = (metric: string): number | string => {
    const vm = inventory.get(uuid);
    assert.ok(vm);
    const slot = series.find(vm.entity, metric);
    if (slot === undefined) return 'absent';
    const known = decoder.writer.values[slot] ?? NaN;
    return Number.isNaN(known) ? reasonCode(decoder.writer.reasons[slot] ?? 0) : known;
  };
  /** One poll: both lanes at `seconds`. */
  const poll = (seconds: number, fields: Fields, options: { id?: number } = {}): void => {
    decoder.writer.begin(Reason.notCollected);
    clock.pass(seconds * 1000 - clock.monotonic());
    atOnce(decoder.readList(payload(running, options), seconds * 1000));
    atOnce(decoder.readMonitor(payload(fields, options), seconds * 1000, [...inventory.all()]));
  };
  /** One reading of the list at `seconds`. */
  const list = (seconds: number, fields: Fields): void => {
    decoder.writer.begin(Reason.notCollected);
    atOnce(decoder.readList(payload({ ...running, ...fields }), seconds * 1000));
  };
  const describeVm = (disks: string[], nics: string[], own: Partial<DomainDescription> = {}): void => {
    const vm = inventory.get(uuid);
    assert.ok(vm);
    vm.needsXml = false;
    inventory.describe(vm, {
      definition: new DefinitionReader().build(),
      disks: disks.map(device('disk')),
      nics: nics.map(device('net')),
      balloonPeriodSeconds: null,
      agentConnected: false,
      omitted: new Map(),
      hugepages: false,
      ...own,
    });
  };
  /** Whether the XML is to be read again. */
  const wantsXml = (): boolean => inventory.get(uuid)?.needsXml ?? false;
  const labels = (): Readonly<Record<string, string>> => inventory.get(uuid)?.entity.labels ?? {};
  return { series, inventory, decoder, resets, hugepages, value, poll, list, describeVm, wantsXml, labels };
}
