/** What XAPI calls one of our metrics, and in which unit it gives it. */
export interface DataSourceRule {
  readonly class: 'VM' | 'host';
  /** Pattern of the vocabulary. */
  readonly metric: string;
  /** XAPI's name; `#` stands for the number of a processor or an interface of a VM, or the name of a device. */
  readonly name: string;
  /** XAPI's value is ours times this. */
  readonly factor: number;
  readonly units: string;
  readonly description: string;
}

const fraction = { factor: 1, units: '(fraction)' } as const;
const bytes = { factor: 1, units: 'B' } as const;
const kibibytes = { factor: 1 / 1024, units: 'KiB' } as const;
const bytesPerSecond = { factor: 1, units: 'B/s' } as const;
const mebibytesPerSecond = { factor: 1 / 2 ** 20, units: 'MiB/s' } as const;
const requests = { factor: 1, units: 'requests/s' } as const;
const microseconds = { factor: 1e6, units: 'μs' } as const;
const errors = { factor: 1, units: 'err/s' } as const;

/** Metrics that XAPI has a name for, in the order of its dumps; docs/reference/xapi.md is this table. */
// prettier-ignore
export const dataSourceRules: readonly DataSourceRule[] = [
  { class: 'VM', name: 'cpu#', metric: 'cpu.#.usage', ...fraction, description: 'Use of a virtual processor' },
  { class: 'VM', name: 'cpu_usage', metric: 'cpu.usage', ...fraction, description: 'Mean use of all virtual processors' },
  { class: 'VM', name: 'memory', metric: 'balloon.current', ...bytes, description: 'Memory given to the VM' },
  { class: 'VM', name: 'memory_target', metric: 'balloon.current', ...bytes, description: 'Memory the VM is to have: libvirt has one figure for both' },
  { class: 'VM', name: 'memory_internal_free', metric: 'memory.available', ...kibibytes, description: 'Memory the guest could use without swapping, as it reports' },
  { class: 'VM', name: 'vif_#_rx', metric: 'net.#.rx.bytes', ...bytesPerSecond, description: 'Received by an interface' },
  { class: 'VM', name: 'vif_#_tx', metric: 'net.#.tx.bytes', ...bytesPerSecond, description: 'Sent by an interface' },
  { class: 'VM', name: 'vif_#_rx_errors', metric: 'net.#.rx.errors', ...errors, description: 'Receive errors of an interface' },
  { class: 'VM', name: 'vif_#_tx_errors', metric: 'net.#.tx.errors', ...errors, description: 'Send errors of an interface' },
  { class: 'VM', name: 'vbd_#_read', metric: 'disk.#.read.bytes', ...bytesPerSecond, description: 'Read from a disk' },
  { class: 'VM', name: 'vbd_#_write', metric: 'disk.#.write.bytes', ...bytesPerSecond, description: 'Written to a disk' },
  { class: 'VM', name: 'vbd_#_read_latency', metric: 'disk.#.read.latency', ...microseconds, description: 'Mean time of a read request' },
  { class: 'VM', name: 'vbd_#_write_latency', metric: 'disk.#.write.latency', ...microseconds, description: 'Mean time of a write request' },
  { class: 'VM', name: 'vbd_#_iops_read', metric: 'disk.#.read.requests', ...requests, description: 'Read requests' },
  { class: 'VM', name: 'vbd_#_iops_write', metric: 'disk.#.write.requests', ...requests, description: 'Write requests' },
  { class: 'VM', name: 'vbd_#_io_throughput_read', metric: 'disk.#.read.bytes', ...mebibytesPerSecond, description: 'Read from a disk' },
  { class: 'VM', name: 'vbd_#_io_throughput_write', metric: 'disk.#.write.bytes', ...mebibytesPerSecond, description: 'Written to a disk' },

  { class: 'host', name: 'cpu#', metric: 'cpu.#.usage', ...fraction, description: 'Use of a processor' },
  { class: 'host', name: 'cpu_avg', metric: 'cpu.usage', ...fraction, description: 'Mean use of all processors' },
  { class: 'host', name: 'loadavg', metric: 'load.1m', ...fraction, description: 'Load average over one minute' },
  { class: 'host', name: 'memory_total_kib', metric: 'memory.total', ...kibibytes, description: 'Memory of the host' },
  { class: 'host', name: 'memory_free_kib', metric: 'memory.available', ...kibibytes, description: 'Memory that could be used without swapping' },
  { class: 'host', name: 'pif_#_rx', metric: 'net.#.rx.bytes', ...bytesPerSecond, description: 'Received by an interface' },
  { class: 'host', name: 'pif_#_tx', metric: 'net.#.tx.bytes', ...bytesPerSecond, description: 'Sent by an interface' },
  { class: 'host', name: 'pif_#_rx_errors', metric: 'net.#.rx.errors', ...errors, description: 'Receive errors of an interface' },
  { class: 'host', name: 'pif_#_tx_errors', metric: 'net.#.tx.errors', ...errors, description: 'Send errors of an interface' },
  { class: 'host', name: 'pif_aggr_rx', metric: 'net.rx.bytes', ...bytesPerSecond, description: 'Received by all interfaces' },
  { class: 'host', name: 'pif_aggr_tx', metric: 'net.tx.bytes', ...bytesPerSecond, description: 'Sent by all interfaces' },
];
