import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { Random } from './random.ts';

export const STEP_MS = 5000;
/** Samples that the batching peers get of a series at once: one minute. */
export const BATCH = 12;

const ofDisk = (target: string): string[] =>
  ['read.bytes', 'write.bytes', 'read.requests', 'write.requests', 'read.latency', 'write.latency', 'capacity', 'allocation'].map((name) => `disk.${target}.${name}`); // prettier-ignore

/** What each VM of the fleet has: 40 series. */
export const METRICS: readonly string[] = [
  ...['usage', 'count', '0.usage', '1.usage', '2.usage', '0.steal', '1.steal', '2.steal'].map((name) => `cpu.${name}`), // prettier-ignore
  ...['total', 'used', 'available', 'host', 'free', 'fault.major'].map((name) => `memory.${name}`),
  'balloon.current',
  'balloon.maximum',
  ...ofDisk('vda'),
  ...ofDisk('vdb'),
  ...['rx.bytes', 'tx.bytes', 'rx.packets', 'tx.packets', 'rx.errors', 'tx.errors', 'rx.drops', 'tx.drops'].map((name) => `net.525400aabbcc.${name}`), // prettier-ignore
];

export interface Fleet {
  readonly vms: number;
  readonly ticks: number;
  /** Epoch ms at which tick 0 ends: the hour before the last whole one, which every peer still takes. */
  readonly startMs: number;
  /** Rows of little-endian doubles: VM after VM, its metrics in order. */
  readonly file: string;
}

/** How much of the fleet's data repeats: what compression depends on. */
export interface Shape {
  readonly constantSeries: number;
  readonly repeatedSamples: number;
}

export const seriesOf = ({ vms }: Fleet): number => vms * METRICS.length;
export const timeOf = ({ startMs }: Fleet, tick: number): number => startMs + tick * STEP_MS;
export const uuidOf = (vm: number): string => `6d6f6465-6c00-4000-8000-${vm.toString(16).padStart(12, '0')}`;

/**
 * Writes an hour of a fleet to a file that every system reads, so that all get the same bits and none pays for making
 * them. Processor times are whole nanoseconds of 5 s, rates whole numbers a fifth, latencies and the mean of the
 * processors use all bits; about half of the series never change.
 */
export function writeFleet(fleet: Fleet, seed = 42): Shape {
  const random = new Random(seed);
  const guests = Array.from({ length: fleet.vms }, () => makeGuest(random));
  const width = seriesOf(fleet);
  const row = new Float64Array(width);
  const before = new Float64Array(width);
  const changed = new Uint8Array(width);
  let repeated = 0;
  const out = openSync(fleet.file, 'w');
  try {
    for (let tick = 0; tick < fleet.ticks; tick++) {
      for (const [vm, guest] of guests.entries()) advance(guest, row, vm * METRICS.length, random);
      writeSync(out, new Uint8Array(row.buffer));
      if (tick > 0) {
        for (let i = 0; i < width; i++) {
          if (row[i] === before[i]) repeated++;
          else changed[i] = 1;
        }
      }
      before.set(row);
    }
  } finally {
    closeSync(out);
  }
  return {
    constantSeries: changed.reduce((sum, flag) => sum + 1 - flag, 0) / width,
    repeatedSamples: repeated / (width * (fleet.ticks - 1)),
  };
}

/** Reads ticks one after the other, from the first again after the last. The array is overwritten by the next tick. */
export function readFleet(fleet: Fleet): (tick: number) => Float64Array {
  const row = new Float64Array(seriesOf(fleet));
  const bytes = new Uint8Array(row.buffer);
  const file = openSync(fleet.file, 'r');
  return (tick) => {
    readSync(file, bytes, 0, bytes.length, (tick % fleet.ticks) * bytes.length);
    return row;
  };
}

/** Fixed properties of a VM, and values that stay until an event changes them. */
interface Guest {
  readonly load: number;
  readonly isStarved: boolean;
  readonly usesSecondDisk: boolean;
  readonly grows: boolean;
  readonly faults: boolean;
  readonly total: number;
  readonly capacity: number;
  used: number;
  allocation: number;
  readonly latency: Float64Array;
}

const MIB = 2 ** 20;

function makeGuest(random: Random): Guest {
  const total = 2 ** (9 + random.below(6)) * MIB;
  return {
    load: random.next() ** 2,
    isStarved: random.next() < 0.3,
    usesSecondDisk: random.next() < 0.35,
    grows: random.next() < 0.3,
    faults: random.next() < 0.3,
    total,
    capacity: (10 + random.below(20)) * 1024 * MIB,
    used: Math.floor((total / 4096) * (0.2 + random.next() / 2)) * 4096,
    allocation: random.below(10 * 1024) * MIB,
    latency: Float64Array.from({ length: 4 }, () => random.next() / 100),
  };
}

function advance(guest: Guest, row: Float64Array, at: number, random: Random): void {
  const { load, total } = guest;
  let sum = 0;
  for (let cpu = 0; cpu < 3; cpu++) {
    const usage = Math.floor(5e9 * load * random.next()) / 5e9;
    sum += usage;
    row[at + 2 + cpu] = usage;
    row[at + 5 + cpu] = guest.isStarved ? random.below(1e8) / 5e9 : 0;
  }
  row[at] = sum / 3;
  row[at + 1] = 3;
  if (random.next() < 0.3) guest.used += (random.below(2000) - 1000) * 4096;
  row[at + 8] = total;
  row[at + 9] = guest.used;
  row[at + 10] = total - guest.used;
  row[at + 11] = guest.used + 180 * MIB;
  row[at + 12] = total - guest.used - 64 * MIB;
  row[at + 13] = guest.faults && random.next() < 0.3 ? random.below(50) / 5 : 0;
  row[at + 14] = total;
  row[at + 15] = total;
  if (guest.grows && random.next() < 0.05) guest.allocation += MIB;
  advanceDisk(guest, 0, row, at + 16, random);
  advanceDisk(guest, 1, row, at + 24, random);
  for (let direction = 0; direction < 2; direction++) {
    const packets = random.below(200 + 50_000 * load);
    row[at + 32 + direction] = (packets * (60 + random.below(1400))) / 5;
    row[at + 34 + direction] = packets / 5;
  }
  row.fill(0, at + 36, at + 40);
}

function advanceDisk(guest: Guest, disk: number, row: Float64Array, at: number, random: Random): void {
  const isIdle = disk === 1 && !guest.usesSecondDisk;
  for (let way = 0; way < 2; way++) {
    const requests = isIdle || random.next() > 0.4 + 0.25 * way ? 0 : 1 + random.below(5000 * guest.load);
    if (requests > 0) guest.latency[disk * 2 + way] = random.next() / 100;
    row[at + way] = (requests * 512 * (1 + random.below(128))) / 5;
    row[at + 2 + way] = requests / 5;
    row[at + 4 + way] = guest.latency[disk * 2 + way] ?? 0;
  }
  row[at + 6] = guest.capacity;
  row[at + 7] = disk === 0 ? guest.allocation : guest.capacity;
}
