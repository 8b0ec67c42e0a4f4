import type { Value } from '@virtscope/libvirt/wire';
import { procedures } from '@virtscope/libvirt/wire';
import { Fault, ORIGIN } from '../wire/fault.ts';
import type { Guest } from './guest.ts';
import { residentKib } from './counters.ts';
import { MachineTime } from './machine-time.ts';
import { workedMs } from './state-machine.ts';
import type { World } from './world.ts';

/** Epoch ms at which the counters of the machine begin. */
const STARTED_MS = Date.UTC(2024, 0, 1);
const VCPUS_PER_CPU = 2;
const NS_PER_TICK = 10_000_000n;
const TICKS_PER_S = 100;
const MOST_MAP_BYTES = 2048;
const KIB_PER_GIB = 2 ** 20;

export const HOSTNAME = 'virtscope-demo';
export const URI = 'qemu:///system';
/** libvirt 9.0.0 and QEMU 7.2.22: the versions whose answers the demo imitates. */
export const VERSIONS = { library: 9_000_000n, hypervisor: 7_002_022n } as const;

type NodeInfo = Value<typeof procedures.NODE_GET_INFO.reply>;
type Fields = { field: string; value: bigint }[];

/** The computer the demo's guests pretend to run on: large enough for all of them. */
export class Machine {
  readonly hostname: string;
  readonly info: NodeInfo;
  readonly #time: MachineTime;
  readonly #world: World;

  /** @param now epoch ms */
  constructor(world: World, now: number, hostname = HOSTNAME) {
    this.hostname = hostname;
    const sum = (of: (guest: Guest) => number) => world.guests.reduce((total, guest) => total + of(guest), 0);
    const cores = Math.max(2, Math.ceil(sum((guest) => guest.vcpus) / VCPUS_PER_CPU / 2));
    const gib = Math.ceil((sum((guest) => guest.maximumMemoryKib) / KIB_PER_GIB) * 1.3);
    this.info = {
      model: 'x86_64',
      memoryKib: BigInt(gib * KIB_PER_GIB),
      cpus: cores * 2,
      mhz: 2596,
      nodes: 1,
      sockets: 2,
      cores,
      threads: 1,
    };
    this.#world = world;
    this.#time = new MachineTime(world, { cpus: this.info.cpus, startedMs: STARTED_MS, now });
  }

  /**
   * The bit map of all its processors, cut off or filled up to a number of bytes.
   *
   * @throws {Fault} for more than libvirt allows.
   */
  cpuMap(bytes: number): Uint8Array {
    if (bytes < 0 || bytes > MOST_MAP_BYTES)
      throw new Fault('internal', ORIGIN.rpc, 'maplen > REMOTE_CPUMAP_MAX');
    const { cpus } = this.info;
    const byteAt = (at: number): number => Math.max(0, Math.min(0xff, 2 ** (cpus - at * 8) - 1));
    return Uint8Array.from({ length: bytes }, (_, at) => byteAt(at));
  }

  /** Nanoseconds of all CPUs, or of one, since the machine was started. */
  cpuStats(now: number, cpus: number): Fields {
    const { kernel, user, idle, iowait } = this.#time.read(now);
    const share = cpus / this.info.cpus;
    const ns = (s: number) => BigInt(Math.floor(s * share * TICKS_PER_S)) * NS_PER_TICK;
    return [
      { field: 'kernel', value: ns(kernel) },
      { field: 'user', value: ns(user) },
      { field: 'idle', value: ns(idle) },
      { field: 'iowait', value: ns(iowait) },
    ];
  }

  /** KiB of the machine's memory, of which its guests have the most. */
  memoryStats(now: number): Fields {
    const total = Number(this.info.memoryKib);
    const buffers = Math.floor(total * 0.004);
    const cached = Math.floor(total * 0.06);
    let used = total * 0.02;
    for (const guest of this.#world.guests) {
      const phase = this.#world.phase(guest, now);
      if (phase.on) used += residentKib(guest, workedMs(phase, now) / 1000);
    }
    return [
      { field: 'total', value: BigInt(total) },
      { field: 'free', value: BigInt(Math.floor(total - used - buffers - cached)) },
      { field: 'buffers', value: BigInt(buffers) },
      { field: 'cached', value: BigInt(cached) },
    ];
  }
}

/** A map for each of `count` vCPUs, one after the other. */
export function repeat(map: Uint8Array, count: number): Uint8Array {
  return Uint8Array.from({ length: count * map.length }, (_, i) => map[i % map.length] as number);
}
