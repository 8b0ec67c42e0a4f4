/** What the live table is asked for: the metrics of its columns, apart from them since the frame of every page asks. */
export const fleetMetrics: readonly string[] = [
  'cpu.cores',
  'cpu.usage',
  'cpu.steal',
  'memory.used',
  'memory.usage',
  'memory.host',
  'disk.read.bytes',
  'disk.write.bytes',
  'net.rx.bytes',
  'net.tx.bytes',
];
