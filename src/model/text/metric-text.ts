/** What each metric of the vocabulary is, by its pattern; apart, since few readers want sentences. */
// prettier-ignore
const descriptions: Readonly<Record<string, string>> = {
  'cpu.usage': 'Processor time used, as a share of all its processors',
  'cpu.cores': 'Processor time used, in processors: 1.8 is 180 %',
  'cpu.user': 'Processor time in user mode',
  'cpu.system': 'Processor time in the kernel',
  'cpu.iowait': 'Idle time with disk requests outstanding',
  'cpu.guest': 'Processor time given to guests',
  'cpu.steal': 'Time ready to run but waiting for a processor (run-queue delay of a VM; steal of a host that is itself a VM)',
  'cpu.#.usage': 'Processor time used by one processor',
  'cpu.#.steal': 'Time one processor was ready to run but waited',
  'cpu.#.iowait': 'Idle time of one processor with disk requests outstanding',
  'cpu.count': 'Processors online',
  'load.1m': 'Load average over one minute',
  'load.5m': 'Load average over five minutes',
  'load.15m': 'Load average over fifteen minutes',
  'pressure.cpu.some': 'Time some task waited for a processor',
  'pressure.memory.some': 'Time some task waited for memory',
  'pressure.memory.full': 'Time all tasks waited for memory',
  'pressure.io.some': 'Time some task waited for a disk',
  'pressure.io.full': 'Time all tasks waited for a disk',
  'memory.total': 'Memory the system sees; of a VM: as its guest reports',
  'memory.available': 'Memory that could be used without swapping, of a host with what the ARC of ZFS gives back; of a VM: as its guest reports',
  'memory.used': 'Total less available, an estimate where that is not reported; of a VM: in the guest',
  'memory.usage': 'Used as a share of total; of a VM: in the guest',
  'memory.free': 'Memory that is not used at all',
  'memory.cache': 'Memory that caches files and can be reclaimed, of a host also by the ARC of ZFS',
  'memory.host': 'Memory the VM occupies on the host: resident set of its QEMU',
  'memory.swap.in': 'Read back from swap',
  'memory.swap.out': 'Written to swap',
  'memory.fault.major': 'Page faults that had to read from disk',
  'memory.oom.kills': 'Processes killed for want of memory',
  'swap.total': 'Size of swap',
  'swap.used': 'Swap in use',
  'hugepages.#.total': 'Pool of huge pages of one size; it counts as used memory',
  'hugepages.#.free': 'Free memory of a pool of huge pages',
  'balloon.current': 'Memory the VM may use now',
  'balloon.maximum': 'Memory the VM could be given',
  'disk.read.bytes': 'Read from all disks',
  'disk.write.bytes': 'Written to all disks',
  'disk.read.requests': 'Read requests to all disks',
  'disk.write.requests': 'Write requests to all disks',
  'disk.read.latency': 'Mean time of a read request to all disks',
  'disk.write.latency': 'Mean time of a write request to all disks',
  'disk.flush.requests': 'Flush requests to all disks',
  'disk.flush.latency': 'Mean time of a flush request to all disks',
  'disk.#.read.bytes': 'Read from one disk',
  'disk.#.write.bytes': 'Written to one disk',
  'disk.#.read.requests': 'Read requests to one disk',
  'disk.#.write.requests': 'Write requests to one disk',
  'disk.#.read.latency': 'Mean time of a read request to one disk',
  'disk.#.write.latency': 'Mean time of a write request to one disk',
  'disk.#.flush.requests': 'Flush requests to one disk',
  'disk.#.flush.latency': 'Mean time of a flush request to one disk',
  'disk.#.utilisation': 'Time the disk had at least one request',
  'disk.#.capacity': 'Size of the disk as the guest sees it',
  'disk.#.allocation': 'Highest offset written; can exceed the capacity',
  'disk.#.physical': 'Size of the file or device on the host',
  'fs.#.total': 'Size of a file system; of a VM as its guest agent reports it',
  'fs.#.used': 'Bytes used on a file system; of a VM as its guest agent reports them',
  'fs.#.available': 'Bytes that others than root can still write to a file system',
  'fs.#.usage': 'Used part of what others than root can use of a file system, as df shows it',
  'fs.#.inodes.usage': 'Used part of the inodes of a file system',
  'net.rx.bytes': 'Received by all interfaces',
  'net.tx.bytes': 'Sent by all interfaces',
  'net.rx.packets': 'Packets received by all interfaces',
  'net.tx.packets': 'Packets sent by all interfaces',
  'net.rx.errors': 'Receive errors of all interfaces',
  'net.tx.errors': 'Send errors of all interfaces',
  'net.rx.drops': 'Received packets dropped by all interfaces',
  'net.tx.drops': 'Sent packets dropped by all interfaces',
  'net.#.rx.bytes': 'Received by one interface',
  'net.#.tx.bytes': 'Sent by one interface',
  'net.#.rx.packets': 'Packets received by one interface',
  'net.#.tx.packets': 'Packets sent by one interface',
  'net.#.rx.errors': 'Receive errors of one interface',
  'net.#.tx.errors': 'Send errors of one interface',
  'net.#.rx.drops': 'Received packets dropped by one interface',
  'net.#.tx.drops': 'Sent packets dropped by one interface',
  'net.#.link': 'Whether an interface that is switched on has a connection: 1 or 0',
  'net.#.speed': 'Speed of the connection of an interface',
  'bond.#.members.total': 'Interfaces that a bond is made of',
  'bond.#.members.up': 'Interfaces of a bond that have a connection',
  'raid.#.members.total': 'Devices that belong to a software RAID array',
  'raid.#.members.up': 'Devices of a software RAID array that work',
  'sensor.#.temperature': 'Temperature that a sensor reports',
  'files.open': 'Files that all processes have open',
  'files.usage': 'Open files in relation to the limit of the kernel',
  'conntrack.entries': 'Connections that the firewall follows',
  'conntrack.usage': 'Followed connections in relation to the limit of the kernel',
  'history.waiting': 'Rows of history that wait to be written',
  'certificate.remaining': 'Time until the certificate of the server expires',
  'messages.rate': 'Control calls of virtscope that the service answered; of virtscope, the requests it served',
  'messages.errors.rate': 'Calls that failed: refused, not answered in time, or cut off',
  'latency.p50': 'Time within which half of the calls of an interval were answered',
  'latency.p90': 'Time within which nine of ten calls of an interval were answered',
  'latency.p99': 'Time within which 99 of 100 calls of an interval were answered',
  'latency.max': 'Time that the slowest call of an interval took',
  'poll.duration': 'Time the last poll took',
  'poll.values': 'Series the last poll gave a value for',
  'poll.missed': 'Intervals without a poll since the start',
  'calls.stuck': 'Calls the daemon has not answered although their deadline passed',
  'vms.total': 'VMs the hypervisor knows',
  'vms.running': 'VMs that run',
  'vms.stuck': 'VMs whose QEMU does not answer',
};

/**
 * What a metric of this pattern is; null outside of the vocabulary.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { describedBy } from './metric-text.ts';
 * assert.equal(describedBy('disk.read.bytes'), 'Read from all disks');
 */
export function describedBy(pattern: string): string | null {
  return Object.hasOwn(descriptions, pattern) ? (descriptions[pattern] ?? null) : null;
}

/** The description without what follows its first words: where a number comes from, in parentheses or after a comma. */
export function shortlyDescribedBy(pattern: string): string | null {
  return (
    describedBy(pattern)
      ?.replace(/[;:,(].*$/, '')
      .trim() ?? null
  );
}
