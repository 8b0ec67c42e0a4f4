/** What a series of the libvirt exporter is about. */
export type ExporterSubject = 'domain' | 'block' | 'net';

/** One series of the libvirt exporter and where its value comes from. */
export interface ExporterSeries {
  /** Without the `_total` of a counter. */
  readonly name: string;
  readonly kind: 'gauge' | 'counter';
  readonly help: string;
  readonly of: ExporterSubject;
  /** libvirt's name for the value, after `block.N.` and `net.N.`. */
  readonly field: string;
  readonly unit: keyof typeof baseUnits;
}

/** From what libvirt counts in to the base unit of a series. */
const baseUnits = {
  count: (value: number) => value,
  ns: (value: number) => value / 1e9,
  KiB: (value: number) => value * 1024,
};

/** A value of libvirt in the unit of its series. */
export function exporterValue({ unit }: ExporterSeries, value: number): number {
  return baseUnits[unit](value);
}

const [info, block, net] = ['libvirt_domain_info', 'libvirt_domain_block_stats', 'libvirt_domain_interface_stats'] as const; // prettier-ignore

/**
 * The series of Debian's prometheus-libvirt-exporter (kumina's libvirt_exporter 0.2.0), each with the field of
 * `virConnectGetAllDomainStats` that has its value.
 */
// prettier-ignore
export const exporterSeries: readonly ExporterSeries[] = [
  { of: 'domain', name: 'libvirt_domain_state_code', kind: 'gauge', field: 'state.state', unit: 'count', help: 'State of the domain: 1 running, 2 blocked, 3 paused, 4 shutting down, 5 shut off, 6 crashed, 7 suspended' },
  { of: 'domain', name: `${info}_cpu_time_seconds`, kind: 'counter', field: 'cpu.time', unit: 'ns', help: 'Processor time used by the domain' },
  { of: 'domain', name: `${info}_maximum_memory_bytes`, kind: 'gauge', field: 'balloon.maximum', unit: 'KiB', help: 'Memory the domain may have at most' },
  { of: 'domain', name: `${info}_memory_usage_bytes`, kind: 'gauge', field: 'balloon.current', unit: 'KiB', help: 'Memory the domain has' },
  { of: 'domain', name: `${info}_virtual_cpus`, kind: 'gauge', field: 'vcpu.current', unit: 'count', help: 'Virtual processors of the domain' },
  { of: 'block', name: `${block}_read_bytes`, kind: 'counter', field: 'rd.bytes', unit: 'count', help: 'Read from a disk' },
  { of: 'block', name: `${block}_read_requests`, kind: 'counter', field: 'rd.reqs', unit: 'count', help: 'Read requests of a disk' },
  { of: 'block', name: `${block}_write_bytes`, kind: 'counter', field: 'wr.bytes', unit: 'count', help: 'Written to a disk' },
  { of: 'block', name: `${block}_write_requests`, kind: 'counter', field: 'wr.reqs', unit: 'count', help: 'Write requests of a disk' },
  { of: 'net', name: `${net}_receive_bytes`, kind: 'counter', field: 'rx.bytes', unit: 'count', help: 'Received by an interface' },
  { of: 'net', name: `${net}_receive_packets`, kind: 'counter', field: 'rx.pkts', unit: 'count', help: 'Packets received by an interface' },
  { of: 'net', name: `${net}_receive_errors`, kind: 'counter', field: 'rx.errs', unit: 'count', help: 'Errors of an interface when receiving' },
  { of: 'net', name: `${net}_receive_drops`, kind: 'counter', field: 'rx.drop', unit: 'count', help: 'Packets dropped by an interface when receiving' },
  { of: 'net', name: `${net}_transmit_bytes`, kind: 'counter', field: 'tx.bytes', unit: 'count', help: 'Sent by an interface' },
  { of: 'net', name: `${net}_transmit_packets`, kind: 'counter', field: 'tx.pkts', unit: 'count', help: 'Packets sent by an interface' },
  { of: 'net', name: `${net}_transmit_errors`, kind: 'counter', field: 'tx.errs', unit: 'count', help: 'Errors of an interface when sending' },
  { of: 'net', name: `${net}_transmit_drops`, kind: 'counter', field: 'tx.drop', unit: 'count', help: 'Packets dropped by an interface when sending' },
];
