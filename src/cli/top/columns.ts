import type { FactName } from '../../model/facts.ts';
import { age, bare, memory, rate } from './format.ts';
import { labelsOf } from '../../model/text/labels.ts';
import { rowWord } from '../../model/text/state-word.ts';
import { whyOf } from './state.ts';
import type { Table } from './table.ts';

/** What a column is made from: the table and when it is looked at, epoch seconds by the server's clock. */
export interface Reading {
  readonly table: Table;
  readonly now: number;
  /** Names of hosts by id. */
  readonly hostNames: ReadonlyMap<string, string>;
}

export interface Column {
  /** As `--sort` takes it. */
  readonly name: string;
  /** Null: to sort by only, never shown. */
  readonly title: string | null;
  /** What it is one of: written above the titles. */
  readonly group?: string;
  readonly width: number;
  readonly isText?: true;
  /** Which column goes first where there is no room; the first one never does. */
  readonly dropOrder: number;
  /** The key that sorts by it. */
  readonly key?: string;
  /** What rows are sorted by; null where that is unknown or nothing is there. */
  readonly sortBy: (reading: Reading, row: number) => number | string | null;
  readonly cell: (reading: Reading, row: number) => string;
}

const percent = (value: number | null): string => bare(value, 'cores');
const count = (value: number | null): string => bare(value, 'count');
const bytes = (value: number | null): string => rate(value, 'bytes/s');
const bits = (value: number | null): string => rate(value, 'bits/s');

/** The columns of `top`, in order from left to right; reasons stand after them or below a row. */
export const columns: readonly Column[] = [
  text('name', 'NAME', 10, 99, 'a', ({ table }, row) => labelsOf(table)[row] ?? ''),
  text('state', 'STATE', 7, 8, 'S', ({ table }, row) => rowWord(table, row)),
  number('cpu', '%CPU', 5, 9, 'c', ['cpu.cores'], percent),
  number('vcpus', 'VCPU', 4, 4, 'v', ['vcpus'], count),
  number('steal', '%STEAL', 6, 1, 's', ['cpu.steal'], percent),
  number('guest', 'in guest', 8, 4, 'M', ['memory.used'], memory, 'memory'),
  number('size', 'size', 8, 4, undefined, ['memory'], memory, 'memory'),
  number('host', 'on host', 8, 2, 'm', ['memory.host'], memory, 'memory'),
  number('read', 'read/s', 7, 5, undefined, ['disk.read.bytes'], bytes, 'disk'),
  number('write', 'write/s', 7, 5, undefined, ['disk.write.bytes'], bytes, 'disk'),
  { ...number('disk', '', 0, 0, 'd', ['disk.read.bytes', 'disk.write.bytes'], bytes), title: null },
  number('rx', 'rx/s', 7, 6, undefined, ['net.rx.bytes'], bits, 'network'),
  number('tx', 'tx/s', 7, 6, undefined, ['net.tx.bytes'], bits, 'network'),
  { ...number('net', '', 0, 0, 'n', ['net.rx.bytes', 'net.tx.bytes'], bits), title: null },
  {
    name: 'age',
    title: 'AGE',
    width: 6,
    dropOrder: 3,
    key: 'A',
    sortBy: ageOf,
    cell: (reading, row) => age(ageOf(reading, row)),
  },
  text('why', 'WHY', 24, 0, undefined, ({ table }, row) => whyOf(table, row)),
];

export const columnNames: readonly string[] = columns.map(({ name }) => name);

/** Metrics the server is asked for. */
export const metrics = [
  'cpu.cores',
  'cpu.steal',
  'memory.used',
  'memory.host',
  'disk.read.bytes',
  'disk.write.bytes',
  'net.rx.bytes',
  'net.tx.bytes',
] as const;

/** Facts the server is asked for. */
export const facts = ['vcpus', 'memory'] as const satisfies readonly FactName[];

type Source = (typeof metrics)[number] | (typeof facts)[number];

export function columnNamed(name: string): Column {
  const column = columns.find((candidate) => candidate.name === name);
  if (!column) throw new Error(`Cannot find column "${name}": there is none`);
  return column;
}

function text(
  name: string,
  title: string,
  width: number,
  dropOrder: number,
  key: string | undefined,
  value: (reading: Reading, row: number) => string,
): Column {
  const keyed = key === undefined ? {} : { key };
  const sortBy: Column['sortBy'] = (reading, row) => value(reading, row) || null;
  return { name, title, width, dropOrder, ...keyed, isText: true, sortBy, cell: value };
}

function number(
  name: string,
  title: string,
  width: number,
  dropOrder: number,
  key: string | undefined,
  of: readonly Source[],
  format: (value: number | null) => string,
  group?: string,
): Column {
  const value = ({ table }: Reading, row: number): number | null => sum(table, of, row);
  return {
    name,
    title,
    width,
    dropOrder,
    ...(key === undefined ? {} : { key }),
    ...(group === undefined ? {} : { group }),
    sortBy: value,
    cell: (reading, row) => format(value(reading, row)),
  };
}

/** Unknown only where all are. */
function sum({ columns: values, facts: known }: Table, of: readonly Source[], row: number): number | null {
  let total: number | null = null;
  for (const name of of) {
    const value = (values[name] ?? known[name])?.[row];
    if (typeof value === 'number') total = (total ?? 0) + value;
  }
  return total;
}

/** Seconds since the row was last known to be right: since its condition began, else since the poll. */
function ageOf({ table, now }: Reading, row: number): number | null {
  const since = table.conditions[row]?.since ?? table.time;
  return since === null ? null : Math.max(0, now - since);
}
