import type { Value } from '@virtscope/libvirt/wire';
import { procedures } from '@virtscope/libvirt/wire';
import { Fault, ORIGIN } from '../wire/fault.ts';
import type { Guest } from './guest.ts';
import { createLoad, integrate, SIGNAL, SIGNALS, type Load } from './load.ts';
import type { World } from './world.ts';

/** Epoch ms at which the counters of the machine begin. */
const STARTED_MS = Date.UTC(2024, 0, 1);
const VCPUS_PER_CPU = 2;
const NS_PER_TICK = 1e7;
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
  readonly info: NodeInfo;
  readonly #load: Load;
  readonly #world: World;

  constructor(world: World, seed: number) {
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
    this.#load = createLoad(seed, -1, 'office', 0);
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
    const seconds = Math.max(0, now - STARTED_MS) / 1000;
    const sums = new Float64Array(SIGNALS);
    integrate(this.#load, seconds, sums);
    const busy = sums[SIGNAL.cpu]! * cpus;
    const waited = sums[SIGNAL.readTime]! * 0.2 * cpus;
    const ns = (s: number) => BigInt(Math.floor(s * TICKS_PER_S) * NS_PER_TICK);
    return [
      { field: 'kernel', value: ns(busy * 0.21) },
      { field: 'user', value: ns(busy * 0.79) },
      { field: 'idle', value: ns(seconds * cpus - busy - waited) },
      { field: 'iowait', value: ns(waited) },
    ];
  }

  /** KiB of the machine's memory. */
  memoryStats(): Fields {
    const total = Number(this.info.memoryKib);
    const buffers = Math.floor(total * 0.004);
    const cached = Math.floor(total * 0.06);
    let used = total * 0.02;
    for (const guest of this.#world.guests) if (this.#world.phase(guest).on) used += guest.memoryKib * 0.9;
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
