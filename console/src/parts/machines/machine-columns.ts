import { FACTS, factNames, isFactName, type FactKind, type FactName } from '../../../../src/model/facts.ts';
import { shownUnit, type Shown } from '../../format/format.ts';
import { bounds, sizes } from '../../data/table/fleet-metrics.ts';

/** A column of the table of machines. */
export interface MachineColumn {
  /** What it sorts by, and its name in addresses: a metric, a fact, or one of the row's own properties. */
  readonly key: string;
  /** Small heading above, shared by neighbours. */
  readonly group: string;
  readonly label: string;
  readonly hint: string;
  /** CSS pixels; the name has what is left. */
  readonly width: number;
  /** Text, not numbers: left-aligned, and sorted upwards first. */
  readonly words: boolean;
  /** Fact that the number is a part of. */
  readonly size: FactName | null;
  /** Metric of the bar under the number where the size is unknown: the same as a share. */
  readonly meter: string | null;
  /** Class of its cells. */
  readonly css: string;
  readonly unit: Shown;
}

type Row = readonly [key: string, group: string, label: string, width: number, hint: string];

/** Width of the name that others leave at least. */
export const nameWidth = 180;

// prettier-ignore
const own: readonly Row[] = [
  ['name', '', 'machine', nameWidth, 'name of the machine'],
  ['state', '', 'state', 112, 'what it is doing'],
  ['host', '', 'host', 120, 'host it is on'],
];

// prettier-ignore
const metrics: readonly Row[] = [
  ['cpu.cores', 'CPU', 'cores', 104, 'processors kept busy, and how many it has; the bar is the share'],
  ['cpu.usage', 'CPU', 'share', 68, 'processor time used, as a share of its processors'],
  ['cpu.steal', 'CPU', 'steal', 68, 'time ready to run but waiting for a processor'],
  ['trend', 'CPU', 'last 10 min', 120, 'share of its processors, last ten minutes, 0 to 100 %'],
  ['memory.used', 'memory', 'in guest', 132, 'memory used inside the guest, as the guest reports, and what it was given'],
  ['memory.usage', 'memory', 'share', 68, 'memory used inside the guest, as a share of what it sees'],
  ['memory.host', 'memory', 'on host', 88, 'memory its QEMU occupies on the host'],
  ['memory.swap.in', 'memory', 'swap in', 88, 'read back from swap inside the guest'],
  ['memory.fault.major', 'memory', 'faults', 76, 'page faults that had to read from disk'],
  ['disk.read.bytes', 'disk', 'read', 88, 'read from all its disks'],
  ['disk.write.bytes', 'disk', 'written', 88, 'written to all its disks'],
  ['disk.read.requests', 'disk', 'reads', 76, 'read requests to all its disks'],
  ['disk.write.requests', 'disk', 'writes', 76, 'write requests to all its disks'],
  ['disk.read.latency', 'disk', 'read takes', 84, 'mean time of a read request'],
  ['disk.write.latency', 'disk', 'write takes', 84, 'mean time of a write request'],
  ['disk.flush.latency', 'disk', 'flush takes', 84, 'mean time of a flush request'],
  ['net.rx.bytes', 'network', 'received', 88, 'received by all its interfaces'],
  ['net.tx.bytes', 'network', 'sent', 88, 'sent by all its interfaces'],
  ['net.rx.packets', 'network', 'packets in', 84, 'packets received by all its interfaces'],
  ['net.tx.packets', 'network', 'packets out', 84, 'packets sent by all its interfaces'],
  ['net.rx.drops', 'network', 'dropped in', 84, 'received packets dropped by all its interfaces'],
  ['net.tx.drops', 'network', 'dropped out', 88, 'sent packets dropped by all its interfaces'],
];

const factWidths: Readonly<Record<FactKind, number>> = {
  text: 128,
  list: 140,
  count: 92,
  bytes: 104,
  ratio: 104,
  time: 124,
  flag: 76,
};

/** Shown by other columns. */
const bounding = new Set(Object.values(bounds));

const facts = factNames
  .filter((name) => (FACTS[name].classes as readonly string[]).includes('VM') && !bounding.has(name))
  .map((name): Row => {
    const { kind, label, description } = FACTS[name];
    return [name, 'machine', label, factWidths[kind], description];
  });

const age: Row = ['age', '', 'age', 64, 'age of the values where they are older than two intervals'];

/** All columns, in the order of the chooser. */
export const machineColumns: readonly MachineColumn[] = [...own, ...metrics, ...facts, age].map(
  ([key, group, label, width, hint]) => ({
    key,
    group,
    label,
    width,
    hint,
    words: own.some(([name]) => name === key) || (isFactName(key) && isWords(FACTS[key].kind)),
    size: sizes[key] ?? null,
    meter: key === 'cpu.cores' ? 'cpu.usage' : null,
    css: `c-${key.replaceAll('.', '-')}`,
    unit: shownUnit(key),
  }),
);

function isWords(kind: FactKind): boolean {
  return kind === 'text' || kind === 'list' || kind === 'flag';
}

const byKey = new Map(machineColumns.map((column) => [column.key, column]));

/** Columns of these names after that of the name; unknown names are left out. */
export function columnsOf(keys: readonly string[]): MachineColumn[] {
  return keys.flatMap((key) => (key === 'name' ? [] : (byKey.get(key) ?? [])));
}
