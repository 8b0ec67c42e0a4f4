import { PARAM_TYPE, STATS_GROUP } from '@virtscope/libvirt';
import { procedures, XdrWriter, type TypedParam } from '@virtscope/libvirt/wire';
import type { Answers, FakeDaemon } from '../../../packages/libvirt/test/fake-daemon.ts';
import { freshFolder, listen, OPENING } from '../../../packages/libvirt/test/listen.ts';
import { rawFields } from './raw-fields.ts';
import type { PollResult } from '../../model/batch.ts';
import { systemClock } from '../../model/clock.ts';
import type { Entity } from '../../model/entity.ts';
import { reasonCode } from '../../model/reason.ts';
import type { LibvirtConfig } from './config.ts';
import { createLibvirtSource } from './mod.ts';

export type Fields = Readonly<Record<string, number | bigint | string>>;

/** One VM as a fake daemon has it. */
export interface FakeVm {
  readonly name: string;
  readonly uuid: string;
  readonly id: number;
  /** Fields of the groups that need no monitor, and of those that do. */
  readonly free: Fields;
  readonly monitor: Fields;
  readonly xml: string;
}

/** The nth UUID of a fake daemon. */
export function uuidOf(n: number): string {
  return `5f0e0000-77aa-4000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** A running VM with one disk and one interface. */
export function fakeVm(n = 1, own: Partial<FakeVm> = {}): FakeVm {
  const mac = `52:54:00:00:${(n >> 8).toString(16).padStart(2, '0')}:${(n & 255).toString(16).padStart(2, '0')}`;
  return {
    name: `vm${n}`,
    uuid: uuidOf(n),
    id: n,
    free: {
      'state.state': 1,
      'state.reason': 1,
      'net.count': 1,
      'net.0.name': `vnet${n}`,
      'net.0.rx.bytes': 5n,
    },
    monitor: {
      'cpu.time': 1_000_000_000n,
      'balloon.current': 1024n,
      'balloon.rss': 2048n,
      'vcpu.current': 1,
      'vcpu.0.state': 1,
      'block.count': 1,
      'block.0.name': 'vda',
      'block.0.rd.bytes': 4096n,
    },
    xml: `<domain><devices><interface type='bridge'><mac address='${mac}'/></interface></devices></domain>`,
    ...own,
  };
}

/** The payload of a bulk statistics reply. Numbers go as `int` or `double`, bigints as `ullong`. */
export function statsPayload(records: readonly { vm: FakeVm; fields: Fields }[]): Uint8Array {
  const writer = new XdrWriter();
  procedures.CONNECT_GET_ALL_DOMAIN_STATS.reply.encode(writer, {
    records: records.map(({ vm: { name, uuid, id }, fields }) => ({
      domain: { name, uuid, id },
      params: Object.entries(fields).map(toParam),
    })),
  });
  return writer.bytes;
}

function toParam([field, value]: readonly [string, number | bigint | string]): TypedParam {
  if (typeof value === 'string') return { field, type: PARAM_TYPE.string, value };
  if (typeof value === 'bigint') return { field, type: PARAM_TYPE.ullong, value };
  if (!Number.isInteger(value)) return { field, type: PARAM_TYPE.double, value };
  return { field, type: PARAM_TYPE.int, value };
}

/** What a sound daemon with these VMs answers. */
export function answersOf(vms: () => readonly FakeVm[]): Answers {
  const counter = (uuid: string, field: string): bigint => {
    const value = vms().find((vm) => vm.uuid === uuid)?.monitor[field];
    return typeof value === 'bigint' ? value : 0n;
  };
  return {
    ...OPENING,
    CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY: ({ eventId }) => ({ callbackId: 100 + eventId }),
    CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY: () => {},
    CONNECT_GET_ALL_DOMAIN_STATS: ({ domains, stats }) => {
      const asked = new Set(domains.map(({ uuid }) => uuid));
      const free = (stats & STATS_GROUP.state) !== 0;
      const chosen = vms().filter(({ uuid }) => asked.size === 0 || asked.has(uuid));
      return statsPayload(chosen.map((vm) => ({ vm, fields: free ? vm.free : vm.monitor })));
    },
    DOMAIN_GET_XML_DESC: ({ domain }) => ({
      text: vms().find(({ uuid }) => uuid === domain.uuid)?.xml ?? '<domain/>',
    }),
    DOMAIN_GET_INFO: ({ domain: { uuid } }) => ({
      state: 1,
      maxMemoryKib: counter(uuid, 'balloon.current'),
      memoryKib: counter(uuid, 'balloon.current'),
      vcpus: 1,
      cpuTimeNs: counter(uuid, 'cpu.time'),
    }),
    DOMAIN_GET_CPU_STATS: ({ domain: { uuid } }) => ({
      params: [{ field: 'cpu_time', type: PARAM_TYPE.ullong, value: counter(uuid, 'cpu.time') }],
      count: 1,
    }),
    DOMAIN_GET_VCPUS: ({ domain: { uuid } }) => ({
      vcpus: [{ number: 0, state: 1, timeNs: counter(uuid, 'vcpu.0.time'), pcpu: 0 }],
      maps: new Uint8Array(0),
    }),
    DOMAIN_GET_CONTROL_INFO: () => ({ state: 0, details: 0, stateTimeMs: 0n }),
    CONNECT_GET_LIB_VERSION: () => ({ version: 9_000_000n }),
  };
}

/** A source and the fake daemon that it reads. */
export interface TestSource extends AsyncDisposable {
  readonly source: ReturnType<typeof createLibvirtSource>;
  readonly daemons: readonly FakeDaemon[];
  readonly uri: string;
  poll(): Promise<PollResult>;
  /** A value of the newest batch, or why it is unknown; `absent` where there is no such series. */
  value(id: string, metric: string): number | string;
  entity(id: string): Entity;
}

/** Starts a daemon on a socket of its own and a source that reads it. */
export async function startTestSource(
  answers: Answers,
  config: Partial<LibvirtConfig> = {},
): Promise<TestSource> {
  const folder = await freshFolder();
  const socket = `${folder.path}/sock`;
  const server = await listen(answers, { path: socket });
  const uri = `qemu+unix:///system?socket=${encodeURIComponent(socket)}`;
  const source = createLibvirtSource({
    id: 'libvirt',
    name: uri,
    uri,
    clock: systemClock,
    hostId: null,
    claimHost: null,
    demo: false,
    // The patience of a poll is a share of it: nothing here may hang on how busy the machine is.
    intervalMs: 60_000,
    inFlight: 2,
    watchProcesses: false,
    guestAgentSeconds: null,
    factsMs: null,
    raw: rawFields('none', 0),
    ...config,
  });
  const entity = (id: string): Entity => {
    const found = [...source.series.entities()].find((one) => one.id === id);
    if (!found) throw new Error(`Cannot find entity ${id}`);
    return found;
  };
  let newest: PollResult | null = null;
  return {
    source,
    daemons: server.daemons,
    uri,
    entity,
    poll: async () => (newest = await source.poll(new AbortController().signal)),
    value: (id, metric) => {
      const slot = source.series.find(entity(id), metric);
      if (slot === undefined || !newest) return 'absent';
      const value = newest.values[slot] ?? NaN;
      return Number.isNaN(value) ? reasonCode(newest.reasons[slot] ?? 0) : value;
    },
    async [Symbol.asyncDispose]() {
      await source.close();
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}
