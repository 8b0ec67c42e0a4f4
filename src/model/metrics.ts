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
  readonly description: string;
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
const ratio = { unit: Unit.ratio, min: 0, max: 1 } as const;
const gauge = 'gauge';
const rate = 'rate';

// prettier-ignore
export const metrics: readonly Metric[] = [
  { pattern: 'cpu.usage', classes: both, ...ratio, kind: rate, sources: any, description: 'Processor time used, as a share of all its processors' },
  { pattern: 'cpu.cores', classes: both, unit: Unit.cores, min: 0, kind: rate, sources: any, description: 'Processor time used, in processors: 1.8 is 180 %' },
  { pattern: 'cpu.user', classes: both, ...ratio, kind: rate, sources: any, description: 'Processor time in user mode' },
  { pattern: 'cpu.system', classes: both, ...ratio, kind: rate, sources: any, description: 'Processor time in the kernel' },
  { pattern: 'cpu.iowait', classes: host, ...ratio, kind: rate, sources: any, description: 'Idle time with disk requests outstanding' },
  { pattern: 'cpu.guest', classes: host, ...ratio, kind: rate, sources: proc, description: 'Processor time given to guests' },
  { pattern: 'cpu.steal', classes: both, ...ratio, kind: rate, sources: any, description: 'Time ready to run but waiting for a processor (run-queue delay of a VM; steal of a host that is itself a VM)' },
  { pattern: 'cpu.#.usage', classes: both, ...ratio, kind: rate, sources: any, description: 'Processor time used by one processor' },
  { pattern: 'cpu.#.steal', classes: both, ...ratio, kind: rate, sources: any, description: 'Time one processor was ready to run but waited' },
  { pattern: 'cpu.#.iowait', classes: host, ...ratio, kind: rate, sources: proc, description: 'Idle time of one processor with disk requests outstanding' },
  { pattern: 'cpu.count', classes: both, unit: Unit.count, min: 0, kind: gauge, sources: any, description: 'Processors online' },
  { pattern: 'load.1m', classes: host, unit: Unit.count, min: 0, kind: gauge, sources: proc, description: 'Load average over one minute' },
  { pattern: 'load.5m', classes: host, unit: Unit.count, min: 0, kind: gauge, sources: proc, description: 'Load average over five minutes' },
  { pattern: 'load.15m', classes: host, unit: Unit.count, min: 0, kind: gauge, sources: proc, description: 'Load average over fifteen minutes' },
  { pattern: 'pressure.cpu.some', classes: host, ...ratio, kind: rate, sources: proc, description: 'Time some task waited for a processor' },
  { pattern: 'pressure.memory.some', classes: host, ...ratio, kind: rate, sources: proc, description: 'Time some task waited for memory' },
  { pattern: 'pressure.memory.full', classes: host, ...ratio, kind: rate, sources: proc, description: 'Time all tasks waited for memory' },
  { pattern: 'pressure.io.some', classes: host, ...ratio, kind: rate, sources: proc, description: 'Time some task waited for a disk' },
  { pattern: 'pressure.io.full', classes: host, ...ratio, kind: rate, sources: proc, description: 'Time all tasks waited for a disk' },

  { pattern: 'memory.total', classes: both, unit: Unit.bytes, min: 0, kind: gauge, sources: any, description: 'Memory the system sees; of a VM: as its guest reports' },
  { pattern: 'memory.available', classes: both, unit: Unit.bytes, min: 0, kind: gauge, sources: any, description: 'Memory that could be used without swapping, of a host with what the ARC of ZFS gives back; of a VM: as its guest reports' },
  { pattern: 'memory.used', classes: both, unit: Unit.bytes, min: 0, kind: gauge, sources: any, description: 'Total less available, where libvirt does not report that of a host: total less free, buffers and cached, an estimate; of a VM: in the guest' },
  { pattern: 'memory.usage', classes: both, ...ratio, kind: gauge, sources: any, description: 'Used as a share of total; of a VM: in the guest' },
  { pattern: 'memory.free', classes: both, unit: Unit.bytes, min: 0, kind: gauge, sources: any, description: 'Memory that is not used at all' },
  { pattern: 'memory.cache', classes: both, unit: Unit.bytes, min: 0, kind: gauge, sources: any, description: 'Memory that caches files and can be reclaimed, of a host also by the ARC of ZFS' },
  { pattern: 'memory.host', classes: VM, unit: Unit.bytes, min: 0, kind: gauge, sources: libvirt, description: 'Memory the VM occupies on the host: resident set of its QEMU' },
  { pattern: 'memory.swap.in', classes: both, unit: Unit.bytesPerSecond, min: 0, kind: rate, sources: any, description: 'Read back from swap' },
  { pattern: 'memory.swap.out', classes: both, unit: Unit.bytesPerSecond, min: 0, kind: rate, sources: any, description: 'Written to swap' },
  { pattern: 'memory.fault.major', classes: both, unit: Unit.perSecond, min: 0, kind: rate, sources: any, description: 'Page faults that had to read from disk' },
  { pattern: 'swap.total', classes: host, unit: Unit.bytes, min: 0, kind: gauge, sources: proc, description: 'Size of swap' },
  { pattern: 'swap.used', classes: host, unit: Unit.bytes, min: 0, kind: gauge, sources: proc, description: 'Swap in use' },
  { pattern: 'hugepages.#.total', classes: host, unit: Unit.bytes, min: 0, kind: gauge, sources: proc, description: 'Pool of huge pages of one size; it counts as used memory' },
  { pattern: 'hugepages.#.free', classes: host, unit: Unit.bytes, min: 0, kind: gauge, sources: proc, description: 'Free memory of a pool of huge pages' },
  { pattern: 'balloon.current', classes: VM, unit: Unit.bytes, min: 0, kind: gauge, sources: libvirt, description: 'Memory the VM may use now' },
  { pattern: 'balloon.maximum', classes: VM, unit: Unit.bytes, min: 0, kind: gauge, sources: libvirt, description: 'Memory the VM could be given' },

  ...disk('disk', 'all disks'),
  ...disk('disk.#', 'one disk'),
  { pattern: 'disk.#.utilisation', classes: host, ...ratio, kind: rate, sources: proc, description: 'Time the disk had at least one request' },
  { pattern: 'disk.#.capacity', classes: VM, unit: Unit.bytes, min: 0, kind: gauge, sources: libvirt, description: 'Size of the disk as the guest sees it' },
  { pattern: 'disk.#.allocation', classes: VM, unit: Unit.bytes, min: 0, kind: gauge, sources: libvirt, description: 'Highest offset written; can exceed the capacity' },
  { pattern: 'disk.#.physical', classes: VM, unit: Unit.bytes, min: 0, kind: gauge, sources: libvirt, description: 'Size of the file or device on the host' },

  { pattern: 'fs.#.total', classes: VM, unit: Unit.bytes, min: 0, kind: gauge, sources: libvirt, description: 'Size of a file system, as the guest agent reports' },
  { pattern: 'fs.#.used', classes: VM, unit: Unit.bytes, min: 0, kind: gauge, sources: libvirt, description: 'Bytes used on a file system, as the guest agent reports' },

  ...net('net', 'all interfaces'),
  ...net('net.#', 'one interface'),

  { pattern: 'poll.duration', classes: ['source'], unit: Unit.seconds, min: 0, kind: gauge, sources: any, description: 'Time the last poll took' },
  { pattern: 'poll.values', classes: ['source'], unit: Unit.count, min: 0, kind: gauge, sources: any, description: 'Series the last poll gave a value for' },
  { pattern: 'poll.missed', classes: ['source'], unit: Unit.count, min: 0, kind: gauge, sources: any, description: 'Intervals without a poll since the start' },
  { pattern: 'calls.stuck', classes: ['source'], unit: Unit.count, min: 0, kind: gauge, sources: libvirt, description: 'Calls the daemon has not answered although their deadline passed' },
  { pattern: 'vms.total', classes: ['source'], unit: Unit.count, min: 0, kind: gauge, sources: libvirt, description: 'VMs the hypervisor knows' },
  { pattern: 'vms.running', classes: ['source'], unit: Unit.count, min: 0, kind: gauge, sources: libvirt, description: 'VMs that run' },
  { pattern: 'vms.stuck', classes: ['source'], unit: Unit.count, min: 0, kind: gauge, sources: libvirt, description: 'VMs whose QEMU does not answer' },
];

// prettier-ignore
function disk(prefix: string, of: string): Metric[] {
  const shared = { classes: both, min: 0, kind: rate, sources: any } as const;
  return [
    { ...shared, pattern: `${prefix}.read.bytes`, unit: Unit.bytesPerSecond, description: `Read from ${of}` },
    { ...shared, pattern: `${prefix}.write.bytes`, unit: Unit.bytesPerSecond, description: `Written to ${of}` },
    { ...shared, pattern: `${prefix}.read.requests`, unit: Unit.requestsPerSecond, description: `Read requests to ${of}` },
    { ...shared, pattern: `${prefix}.write.requests`, unit: Unit.requestsPerSecond, description: `Write requests to ${of}` },
    { ...shared, pattern: `${prefix}.read.latency`, unit: Unit.seconds, description: `Mean time of a read request to ${of}` },
    { ...shared, pattern: `${prefix}.write.latency`, unit: Unit.seconds, description: `Mean time of a write request to ${of}` },
    { ...shared, pattern: `${prefix}.flush.requests`, unit: Unit.requestsPerSecond, description: `Flush requests to ${of}` },
    { ...shared, pattern: `${prefix}.flush.latency`, unit: Unit.seconds, description: `Mean time of a flush request to ${of}` },
  ];
}

// prettier-ignore
function net(prefix: string, of: string): Metric[] {
  const shared = { classes: both, min: 0, kind: rate, sources: any } as const;
  return [
    { ...shared, pattern: `${prefix}.rx.bytes`, unit: Unit.bytesPerSecond, description: `Received by ${of}` },
    { ...shared, pattern: `${prefix}.tx.bytes`, unit: Unit.bytesPerSecond, description: `Sent by ${of}` },
    { ...shared, pattern: `${prefix}.rx.packets`, unit: Unit.packetsPerSecond, description: `Packets received by ${of}` },
    { ...shared, pattern: `${prefix}.tx.packets`, unit: Unit.packetsPerSecond, description: `Packets sent by ${of}` },
    { ...shared, pattern: `${prefix}.rx.errors`, unit: Unit.packetsPerSecond, description: `Receive errors of ${of}` },
    { ...shared, pattern: `${prefix}.tx.errors`, unit: Unit.packetsPerSecond, description: `Send errors of ${of}` },
    { ...shared, pattern: `${prefix}.rx.drops`, unit: Unit.packetsPerSecond, description: `Received packets dropped by ${of}` },
    { ...shared, pattern: `${prefix}.tx.drops`, unit: Unit.packetsPerSecond, description: `Sent packets dropped by ${of}` },
  ];
}
