/** Metrics of machines that can be compared and ranked, with a short name each. */
export const measures = [
  { metric: 'cpu.cores', label: 'CPU, of a core' },
  { metric: 'cpu.usage', label: 'CPU, share of its own' },
  { metric: 'cpu.steal', label: 'steal' },
  { metric: 'memory.host', label: 'memory on the host' },
  { metric: 'memory.used', label: 'memory used in the guest' },
  { metric: 'memory.usage', label: 'memory, share of its own' },
  { metric: 'disk.read.bytes', label: 'disk read' },
  { metric: 'disk.write.bytes', label: 'disk written' },
  { metric: 'disk.read.requests', label: 'disk reads' },
  { metric: 'disk.write.requests', label: 'disk writes' },
  { metric: 'disk.read.latency', label: 'read latency' },
  { metric: 'disk.write.latency', label: 'write latency' },
  { metric: 'net.rx.bytes', label: 'network received' },
  { metric: 'net.tx.bytes', label: 'network sent' },
  { metric: 'net.rx.packets', label: 'packets received' },
  { metric: 'net.tx.packets', label: 'packets sent' },
] as const;

export function labelOf(metric: string): string {
  return measures.find((measure) => measure.metric === metric)?.label ?? metric;
}
