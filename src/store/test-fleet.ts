import { rowEndAt } from '../lib/interval.ts';
import type { Clock } from '../model/clock.ts';
import { createEntity, onHost, type Entity } from '../model/entity.ts';
import { continued } from '../model/health.ts';
import { Reason } from '../model/reason.ts';
import { SeriesTable } from '../model/series.ts';
import { createMemoryStore, type Store } from './mod.ts';

const stepMs = 5000;
const begin = 1_800_000_000_000;

/** A VM as a host has it: what libvirt shows of it there. */
type Domain = readonly [state: string, reason: string | null];
export const running: Domain = ['running', 'booted'];
const arriving: Domain = ['paused', 'starting-up'];
const arrived: Domain = ['running', 'migrated'];
const left: Domain = ['shutoff', 'migrated'];

/** A host with its domains, and the source that reads it. */
export class TestHost {
  readonly id: string;
  readonly source: string;
  readonly domains = new Map<string, Domain>();
  /** Names of domains that are not their id. */
  readonly names = new Map<string, string>();
  /** More metrics than one that it reports of each VM. */
  extra = 0;
  isUp = true;
  series = new SeriesTable();
  vms = new Map<string, Entity>();
  self: Entity;
  #host: Entity;

  constructor(source: string, id: string) {
    this.source = source;
    this.id = id;
    this.self = createEntity({ class: 'source', id: source, source, name: source, state: 'up' }, 0);
    this.#host = createEntity({ class: 'host', id, source, name: id, state: 'up' }, 0);
    this.forget();
  }

  /** A restart of the program: what was read is not known any more. */
  forget(): void {
    this.series = new SeriesTable();
    this.vms = new Map();
    this.series.slot(this.self, 'poll.values');
    this.series.add(this.#host);
  }

  /** Reads the domains as the libvirt source does. */
  read(now: number): void {
    this.self.state = this.isUp ? 'up' : 'down';
    if (!this.isUp) {
      for (const vm of this.vms.values()) {
        Object.assign(vm, { state: 'unknown', stateReason: null });
        vm.condition = continued(vm.condition, { kind: 'unreachable', since: now, reason: 'down' });
      }
      return;
    }
    for (const [id, vm] of this.vms) {
      if (this.domains.has(id)) continue;
      this.vms.delete(id);
      this.series.remove(vm);
    }
    for (const [id, [state, stateReason]] of this.domains) {
      const name = this.names.get(id) ?? id;
      const own = { class: 'VM', id, source: this.source, name, state, parent: onHost(this.id) } as const;
      const vm = this.vms.get(id) ?? createEntity(own, now);
      this.vms.set(id, vm);
      this.series.add(vm);
      Object.assign(vm, { state, stateReason });
      vm.condition = continued(vm.condition, null);
    }
  }
}

/** Hosts whose sources deliver to one store, in any order. Values of a VM are the number of its host. */
export class TestFleet {
  time = begin;
  readonly clock: Clock = {
    now: () => this.time,
    monotonic: () => this.time,
    sleep: () => new Promise<void>(() => {}),
  };
  store: Store;
  readonly hosts: readonly TestHost[];

  /** Its history is in memory, until the test opens another store. */
  constructor(hosts: readonly TestHost[]) {
    this.hosts = hosts;
    this.store = createMemoryStore({ clock: this.clock });
  }

  /** Lets the time go on to the next row. */
  nextRow(): void {
    this.time = rowEndAt(this.time, stepMs) + stepMs;
  }

  /** Polls these hosts, one after the other, in the row of the time. */
  poll(...hosts: readonly TestHost[]): void {
    for (const host of hosts) {
      this.time += 100;
      host.read(this.time);
      const { series, source, vms, isUp } = host;
      const metrics = ['cpu.usage', ...Array.from({ length: host.extra }, (_, i) => `cpu.${i}.usage`)];
      for (const vm of vms.values())
        if (vm.state === 'running') for (const metric of metrics) series.slot(vm, metric);
      const values = new Float64Array(series.length).fill(Number.NaN);
      const reasons = new Uint8Array(series.length).fill(Reason.notRunning);
      for (const vm of vms.values()) {
        if (vm.state !== 'running') continue;
        for (const slot of series.metrics(vm).values()) values[slot] = this.hosts.indexOf(host);
      }
      series.tick();
      const complete = [...(isUp ? (['VM'] as const) : []), 'host', 'source'] as const;
      this.store.append({ source, rowEndMs: rowEndAt(this.time, stepMs), time: this.time, intervalMs: stepMs, durationMs: 20, complete, series, values, reasons }); // prettier-ignore
    }
  }

  /** A row in which all hosts are polled. */
  round(...hosts: readonly TestHost[]): void {
    this.nextRow();
    this.poll(...(hosts.length > 0 ? hosts : this.hosts));
  }

  /** Events of VMs, without their times. */
  texts(id?: string): string[] {
    const range = { start: 0, end: Infinity, class: 'VM', ...(id !== undefined && { id }) } as const;
    return this.store
      .events(range)
      .filter(({ id: of }) => of !== 'virtscope')
      .map(({ text }) => text);
  }

  /** What is shown of a VM: state and host; undefined where it is not listed. */
  shown(id: string): string | undefined {
    const rows = this.store.entities('VM').filter((vm) => vm.id === id);
    if (rows.length > 1) throw new Error(`Cannot show ${id}: it has ${rows.length} rows`);
    const [vm] = rows;
    return vm && `${vm.state} on ${vm.parent?.id}`;
  }
}

/** The steps of a live migration as the two hosts show them, in their order. */
export function migration(id: string, from: TestHost, to: TestHost, persistent = false): (() => void)[] {
  return [
    () => to.domains.set(id, arriving),
    () => from.domains.set(id, ['paused', 'migration']),
    () => to.domains.set(id, arrived),
    () => (persistent ? from.domains.set(id, left) : from.domains.delete(id)),
  ];
}
