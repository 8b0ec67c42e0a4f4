import { Unit } from './unit.ts';
import type { EntityClass } from './entity.ts';

/**
 * The metric vocabulary: one table for all sources. The dots are the hierarchy of origin 001; `#` stands for one
 * segment, the number of a processor or the key of a device. A rate is the mean over the interval that ends at
 * the sample.
 */
export interface Metric {
  readonly pattern: string;
  readonly classes: readonly EntityClass[];
  readonly unit: Unit;
  readonly kind: 'gauge' | 'rate';
  readonly min?: number;
  readonly max?: number;
  /** Kinds of source that can give it. */
  readonly sources: readonly string[];
}

const VM = ['VM'] as const;
const host = ['host'] as const;
const both = ['host', 'VM'] as const;
const libvirt = ['libvirt'] as const;
const proc = ['host'] as const;
const any = ['host', 'libvirt'] as const;
const own = ['virtscope'] as const;
const ratio = { unit: Unit.ratio, min: 0, max: 1 } as const;
const gauge = 'gauge';
const rate = 'rate';

// prettier-ignore
export const metrics: readonly Metric[] = [
  { pattern: 'cpu.usage', classes: both, ...ratio, kind: rate, sources: any },
  { pattern: 'cpu.cores', classes: both, unit: Unit.cores, min: 0, kind: rate, sources: any },
  { pattern: 'cpu.user', classes: both, ...ratio, kind: rate, sources: any },
  { pattern: 'cpu.system', classes: both, ...ratio, kind: rate, sources: any },
  { pattern: 'cpu.iowait', classes: host, ...ratio, kind: rate, sources: any },
  { pattern: 'cpu.guest', classes: host, ...ratio, kind: rate, sources: proc },
  { pattern: 'cpu.steal', classes: both, ...ratio, kind: rate, sources: any },
  { pattern: 'cpu.#.usage', classes: both, ...ratio, kind: rate, sources: any },
  { pattern: 'cpu.#.steal', classes: both, ...ratio, kind: rate, sources: any },
  { pattern: 'cpu.#.iowait', classes: host, ...ratio, kind: rate, sources: proc },
  { pattern: 'cpu.count', classes: both, unit: Unit.count, min: 0, kind: gauge, sources: any },
  { pattern: 'load.1m', classes: host, unit: Unit.count, min: 0, kind: gauge, sources: proc },
  { pattern: 'load.5m', classes: host, unit: Unit.count, min: 0, kind: gauge, sources: proc },
  { pattern: 'load.15m', classes: host, unit: Unit.count, min: 0, kind: gauge, sources: proc },
  { pattern: 'pressure.cpu.some', classes: host, ...ratio, kind: rate, sources: proc },
  { pattern: 'pressure.memory.some', classes: host, ...ratio, kind: rate, sources: proc },
  { pattern: 'pressure.memory.full', classes: host, ...ratio, kind: rate, sources: proc },
  { pattern: 'pressure.io.some', classes: host, ...ratio, kind: rate, sources: proc },
  { pattern: 'pressure.io.full', classes: host, ...ratio, kind: rate, sources: proc },

  { pattern: 'memory.total', classes: both, unit: Unit.bytes, min: 0, kind: gauge, sources: any },
  { pattern: 'memory.available', classes: both, unit: Unit.bytes, min: 0, kind: gauge, sources: any },
  { pattern: 'memory.used', classes: both, unit: Unit.bytes, min: 0, kind: gauge, sources: any },
  { pattern: 'memory.usage', classes: both, ...ratio, kind: gauge, sources: any },
  { pattern: 'memory.free', classes: both, unit: Unit.bytes, min: 0, kind: gauge, sources: any },
  { pattern: 'memory.cache', classes: both, unit: Unit.bytes, min: 0, kind: gauge, sources: any },
  { pattern: 'memory.host', classes: VM, unit: Unit.bytes, min: 0, kind: gauge, sources: libvirt },
  { pattern: 'memory.swap.in', classes: both, unit: Unit.bytesPerSecond, min: 0, kind: rate, sources: any },
  { pattern: 'memory.swap.out', classes: both, unit: Unit.bytesPerSecond, min: 0, kind: rate, sources: any },
  { pattern: 'memory.fault.major', classes: both, unit: Unit.perSecond, min: 0, kind: rate, sources: any },
  { pattern: 'memory.oom.kills', classes: host, unit: Unit.perSecond, min: 0, kind: rate, sources: proc },
  { pattern: 'swap.total', classes: host, unit: Unit.bytes, min: 0, kind: gauge, sources: proc },
  { pattern: 'swap.used', classes: host, unit: Unit.bytes, min: 0, kind: gauge, sources: proc },
  { pattern: 'hugepages.#.total', classes: host, unit: Unit.bytes, min: 0, kind: gauge, sources: proc },
  { pattern: 'hugepages.#.free', classes: host, unit: Unit.bytes, min: 0, kind: gauge, sources: proc },
  { pattern: 'balloon.current', classes: VM, unit: Unit.bytes, min: 0, kind: gauge, sources: libvirt },
  { pattern: 'balloon.maximum', classes: VM, unit: Unit.bytes, min: 0, kind: gauge, sources: libvirt },

  ...disk('disk'),
  ...disk('disk.#'),
  { pattern: 'disk.#.utilisation', classes: host, ...ratio, kind: rate, sources: proc },
  { pattern: 'disk.#.capacity', classes: VM, unit: Unit.bytes, min: 0, kind: gauge, sources: libvirt },
  { pattern: 'disk.#.allocation', classes: VM, unit: Unit.bytes, min: 0, kind: gauge, sources: libvirt },
  { pattern: 'disk.#.physical', classes: VM, unit: Unit.bytes, min: 0, kind: gauge, sources: libvirt },

  { pattern: 'fs.#.total', classes: both, unit: Unit.bytes, min: 0, kind: gauge, sources: any },
  { pattern: 'fs.#.used', classes: both, unit: Unit.bytes, min: 0, kind: gauge, sources: any },
  { pattern: 'fs.#.available', classes: host, unit: Unit.bytes, min: 0, kind: gauge, sources: proc },
  { pattern: 'fs.#.usage', classes: host, ...ratio, kind: gauge, sources: proc },
  { pattern: 'fs.#.inodes.usage', classes: host, ...ratio, kind: gauge, sources: proc },

  ...net('net'),
  ...net('net.#'),
  { pattern: 'net.#.link', classes: host, unit: Unit.count, min: 0, max: 1, kind: gauge, sources: proc },
  { pattern: 'net.#.speed', classes: host, unit: Unit.bytesPerSecond, min: 0, kind: gauge, sources: proc },
  { pattern: 'bond.#.members.total', classes: host, unit: Unit.count, min: 0, kind: gauge, sources: proc },
  { pattern: 'bond.#.members.up', classes: host, unit: Unit.count, min: 0, kind: gauge, sources: proc },

  { pattern: 'raid.#.members.total', classes: host, unit: Unit.count, min: 0, kind: gauge, sources: proc },
  { pattern: 'raid.#.members.up', classes: host, unit: Unit.count, min: 0, kind: gauge, sources: proc },
  { pattern: 'sensor.#.temperature', classes: host, unit: Unit.celsius, kind: gauge, sources: proc },
  { pattern: 'files.open', classes: host, unit: Unit.count, min: 0, kind: gauge, sources: proc },
  { pattern: 'files.usage', classes: host, ...ratio, kind: gauge, sources: proc },
  { pattern: 'conntrack.entries', classes: host, unit: Unit.count, min: 0, kind: gauge, sources: proc },
  { pattern: 'conntrack.usage', classes: host, ...ratio, kind: gauge, sources: proc },

  { pattern: 'messages.rate', classes: ['service'], unit: Unit.perSecond, min: 0, kind: rate, sources: own },
  { pattern: 'messages.errors.rate', classes: ['service'], unit: Unit.perSecond, min: 0, kind: rate, sources: own },
  { pattern: 'latency.p50', classes: ['service'], unit: Unit.seconds, min: 0, kind: gauge, sources: own },
  { pattern: 'latency.p90', classes: ['service'], unit: Unit.seconds, min: 0, kind: gauge, sources: own },
  { pattern: 'latency.p99', classes: ['service'], unit: Unit.seconds, min: 0, kind: gauge, sources: own },
  { pattern: 'latency.max', classes: ['service'], unit: Unit.seconds, min: 0, kind: gauge, sources: own },
  { pattern: 'history.waiting', classes: ['service'], unit: Unit.count, min: 0, kind: gauge, sources: own },
  { pattern: 'certificate.remaining', classes: ['service'], unit: Unit.seconds, min: 0, kind: gauge, sources: own },

  { pattern: 'poll.duration', classes: ['source'], unit: Unit.seconds, min: 0, kind: gauge, sources: any },
  { pattern: 'poll.values', classes: ['source'], unit: Unit.count, min: 0, kind: gauge, sources: any },
  { pattern: 'poll.missed', classes: ['source'], unit: Unit.count, min: 0, kind: gauge, sources: any },
  { pattern: 'calls.stuck', classes: ['source'], unit: Unit.count, min: 0, kind: gauge, sources: libvirt },
  { pattern: 'vms.total', classes: ['source'], unit: Unit.count, min: 0, kind: gauge, sources: libvirt },
  { pattern: 'vms.running', classes: ['source'], unit: Unit.count, min: 0, kind: gauge, sources: libvirt },
  { pattern: 'vms.stuck', classes: ['source'], unit: Unit.count, min: 0, kind: gauge, sources: libvirt },
];

// prettier-ignore
function disk(prefix: string): Metric[] {
  const shared = { classes: both, min: 0, kind: rate, sources: any } as const;
  return [
    { ...shared, pattern: `${prefix}.read.bytes`, unit: Unit.bytesPerSecond },
    { ...shared, pattern: `${prefix}.write.bytes`, unit: Unit.bytesPerSecond },
    { ...shared, pattern: `${prefix}.read.requests`, unit: Unit.requestsPerSecond },
    { ...shared, pattern: `${prefix}.write.requests`, unit: Unit.requestsPerSecond },
    { ...shared, pattern: `${prefix}.read.latency`, unit: Unit.seconds },
    { ...shared, pattern: `${prefix}.write.latency`, unit: Unit.seconds },
    { ...shared, pattern: `${prefix}.flush.requests`, unit: Unit.requestsPerSecond },
    { ...shared, pattern: `${prefix}.flush.latency`, unit: Unit.seconds },
  ];
}

// prettier-ignore
function net(prefix: string): Metric[] {
  const shared = { classes: both, min: 0, kind: rate, sources: any } as const;
  return [
    { ...shared, pattern: `${prefix}.rx.bytes`, unit: Unit.bytesPerSecond },
    { ...shared, pattern: `${prefix}.tx.bytes`, unit: Unit.bytesPerSecond },
    { ...shared, pattern: `${prefix}.rx.packets`, unit: Unit.packetsPerSecond },
    { ...shared, pattern: `${prefix}.tx.packets`, unit: Unit.packetsPerSecond },
    { ...shared, pattern: `${prefix}.rx.errors`, unit: Unit.packetsPerSecond },
    { ...shared, pattern: `${prefix}.tx.errors`, unit: Unit.packetsPerSecond },
    { ...shared, pattern: `${prefix}.rx.drops`, unit: Unit.packetsPerSecond },
    { ...shared, pattern: `${prefix}.tx.drops`, unit: Unit.packetsPerSecond },
  ];
}
