import type { Condition } from '../../api/wire/entity.ts';
import type { Reading } from './columns.ts';
import type { Scene } from './render.ts';
import type { Table } from './table.ts';
import { initialView, type View } from './view.ts';

/** 2027-01-15 08:00:00 UTC. */
export const tableTime = 1_800_000_000;

/** One VM of a table for tests; numbers that are left out are unknown. */
export interface Vm {
  readonly name: string;
  readonly state?: string;
  readonly stateReason?: string;
  readonly condition?: Condition;
  readonly cpu?: number;
  readonly steal?: number;
  readonly vcpus?: number;
  readonly used?: number;
  readonly memory?: number;
  readonly host?: number;
  readonly read?: number;
  readonly write?: number;
  readonly rx?: number;
  readonly tx?: number;
}

export function makeTable(vms: readonly Vm[]): Table {
  const column = (of: keyof Vm): (number | null)[] => vms.map((vm) => (vm[of] as number | undefined) ?? null);
  return {
    time: tableTime,
    step: 5,
    ids: vms.map((_, i) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`),
    names: vms.map(({ name }) => name),
    states: vms.map(({ state = 'running' }) => state),
    stateReasons: vms.map(({ stateReason = null }) => stateReason),
    hosts: vms.map(() => 'f00d'),
    sources: vms.map(() => 'libvirt'),
    facts: { vcpus: column('vcpus'), memory: column('memory') },
    conditions: vms.map(({ condition = null }) => condition),
    columns: {
      'cpu.cores': column('cpu'),
      'cpu.steal': column('steal'),
      'memory.used': column('used'),
      'memory.host': column('host'),
      'disk.read.bytes': column('read'),
      'disk.write.bytes': column('write'),
      'net.rx.bytes': column('rx'),
      'net.tx.bytes': column('tx'),
    },
  };
}

/** A table looked at two seconds after its poll. */
export function makeReading(vms: readonly Vm[]): Reading {
  return { table: makeTable(vms), now: tableTime + 2, hostNames: new Map([['f00d', 'rack1']]) };
}

export function makeScene(vms: readonly Vm[], view: Partial<View> = {}): Scene {
  return {
    reading: makeReading(vms),
    view: { ...initialView, ...view },
    isDemo: false,
    notes: [],
    lost: null,
    behind: 0,
  };
}

const MiB = 1024 ** 2;

/** A small inventory with a VM in each state. */
export const inventory: readonly Vm[] = [
  {
    name: 'web',
    cpu: 1.823,
    vcpus: 4,
    memory: 1024 * MiB,
    steal: 0.004,
    used: 512 * MiB,
    host: 1100 * MiB,
    read: 1_234_567,
    write: 890,
    rx: 12_345,
    tx: 999_999,
  },
  { name: 'db', cpu: 0.5, steal: 0, used: 96 * MiB, host: 300 * MiB, read: 0, write: 0, rx: 5e9, tx: 0 },
  { name: 'off', state: 'shutoff' },
  {
    name: 'hung',
    condition: {
      kind: 'stuck',
      since: tableTime - 90,
      atLeast: false,
      age: 90,
      reason: 'QEMU does not answer',
    },
    host: 40 * MiB,
    rx: 100,
    tx: 100,
  },
  { name: '東京-1', state: 'paused', stateReason: 'user', cpu: 0, host: 2048 * MiB },
];
