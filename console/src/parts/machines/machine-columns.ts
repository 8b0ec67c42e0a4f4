import { shownUnit, type Shown } from '../../format/format.ts';

/** A column of the table of machines. */
export interface MachineColumn {
  /** What it sorts by: a metric, or one of the row's own properties. */
  readonly key: string;
  /** Small heading above, shared by neighbours. */
  readonly group: string;
  readonly label: string;
  readonly hint: string;
  /** Metric of the bar under the number: the same as a share. */
  readonly meter?: string;
  /** Text, not numbers: left-aligned, and sorted upwards first. */
  readonly words?: true;
  /** Class of its cells. */
  readonly css: string;
  readonly unit: Shown;
}

export const machineColumns: readonly MachineColumn[] = list([
  { key: 'name', group: '', label: 'machine', hint: 'name of the machine', words: true },
  { key: 'state', group: '', label: 'state', hint: 'what it is doing', words: true },
  {
    key: 'cpu.cores',
    group: 'CPU',
    label: 'of a core',
    hint: 'processor time used; 100 % is one core',
    meter: 'cpu.usage',
  },
  {
    key: 'cpu.usage',
    group: 'CPU',
    label: 'share',
    hint: 'processor time used, as a share of its processors',
  },
  { key: 'cpu.steal', group: 'CPU', label: 'steal', hint: 'time ready to run but waiting for a processor' },
  {
    key: 'memory.used',
    group: 'memory',
    label: 'in guest',
    hint: 'memory used inside the guest, as the guest reports',
    meter: 'memory.usage',
  },
  { key: 'memory.host', group: 'memory', label: 'on host', hint: 'memory its QEMU occupies on the host' },
  { key: 'disk.read.bytes', group: 'disk', label: 'read', hint: 'read from all its disks' },
  { key: 'disk.write.bytes', group: 'disk', label: 'written', hint: 'written to all its disks' },
  { key: 'net.rx.bytes', group: 'network', label: 'received', hint: 'received by all its interfaces' },
  { key: 'net.tx.bytes', group: 'network', label: 'sent', hint: 'sent by all its interfaces' },
  { key: 'age', group: '', label: 'age', hint: 'age of the values; of the condition where there is one' },
]);

function list(columns: readonly Omit<MachineColumn, 'css' | 'unit'>[]): MachineColumn[] {
  return columns.map((column) => {
    const { key } = column;
    return { ...column, css: `c-${key.replaceAll('.', '-')}`, unit: shownUnit(key) };
  });
}

/** Busiest first. */
export const defaultSort = '-cpu.cores';
