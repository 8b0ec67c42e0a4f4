import { NameTable, scanDomainStats, type DomainView } from '@virtscope/libvirt';
import { Counters } from '../../lib/counters.ts';
import { Reason } from '../../model/reason.ts';
import type { SeriesTable } from '../../model/series.ts';
import { balloonReason, putUsedMemory } from './balloon.ts';
import { Compiler, CounterPool } from './compile.ts';
import { Fields } from './fields.ts';
import type { GuestReport } from './guest.ts';
import type { Inventory } from './inventory.ts';
import { Machine } from './program.ts';
import { RecordScratch } from './record.ts';
import { BatchArrays } from './values.ts';
import type { Layout, Vm } from './vm.ts';

export interface ReaderOptions {
  readonly series: SeriesTable;
  readonly inventory: Inventory;
}

/** Turns the daemon's replies into the arrays of a batch. */
export class Reader {
  readonly machine: Machine;
  readonly arrays: BatchArrays;
  readonly #fields = new Fields(new NameTable());
  readonly #pool: CounterPool;
  readonly #compiler: Compiler;
  readonly #series: SeriesTable;
  readonly #inventory: Inventory;
  readonly #free: RecordScratch;
  readonly #monitor: RecordScratch;
  #vm: Vm | null = null;
  #timeMs = 0;
  #present = new Set<Vm>();
  #busy: Vm[] = [];

  constructor({ series, inventory }: ReaderOptions) {
    const counters = new Counters(4096);
    this.machine = new Machine(counters);
    this.arrays = new BatchArrays(series, this.machine);
    this.#pool = new CounterPool(counters);
    this.#compiler = new Compiler(series, this.#pool);
    this.#series = series;
    this.#inventory = inventory;
    this.#free = new RecordScratch(
      this.#fields,
      (view) => this.#meet(view),
      (record) => this.#readFree(record),
    );
    this.#monitor = new RecordScratch(
      this.#fields,
      (view) => this.#find(view),
      (record) => this.#readMonitor(record),
    );
  }

  /**
   * Reads the reply about all VMs in the groups that need no monitor. It is complete, so it also says who is gone.
   * @param timeMs monotonic time just before the call
   */
  readFree(payload: Uint8Array, timeMs: number): void {
    this.#timeMs = timeMs;
    this.#present = new Set();
    this.#scan(payload, this.#free);
    this.#inventory.retain(this.#present);
  }

  /** Reads a reply in the monitor groups; returns the VMs whose monitor was busy with something else. */
  readMonitor(payload: Uint8Array, timeMs: number): Vm[] {
    this.#timeMs = timeMs;
    this.#busy = [];
    this.#scan(payload, this.#monitor);
    return this.#busy;
  }

  /** Makes all monitor values of a VM unknown for one reason. */
  blankMonitor(vm: Vm, reason: Reason): void {
    if (!vm.monitor) return;
    this.arrays.blank(vm.monitor.slots, reason);
    this.arrays.blank(vm.monitor.guest.slots, reason);
  }

  blankNet(vm: Vm, reason: Reason): void {
    if (vm.net) this.arrays.blank(vm.net.slots, reason);
  }

  /** Puts what the VM's guest agent told into the batch. */
  putGuest(vm: Vm, report: GuestReport, current: boolean): void {
    vm.entity.labels = { ...vm.entity.labels, ...report.labels };
    const kept = new Set<number>();
    for (const { key, totalBytes, usedBytes } of report.filesystems) {
      for (const [metric, bytes] of [
        [`fs.${key}.total`, totalBytes],
        [`fs.${key}.used`, usedBytes],
      ] as const) {
        const slot = this.#series.slot(vm.entity, metric);
        kept.add(slot);
        this.arrays.room();
        if (current) this.machine.put(slot, bytes);
        else this.machine.unknown(slot, Reason.staleAgentReport);
      }
    }
    // A guest that mounts and unmounts all day must not leave a series behind for each.
    for (const [metric, slot] of this.#series.metrics(vm.entity)) {
      if (metric.startsWith('fs.') && !kept.has(slot)) this.#gone(slot);
    }
  }

  /** The counters of a VM begin again: another run, or it is gone. */
  reset(vm: Vm, gone: boolean): void {
    for (const counter of vm.counters.values()) this.machine.counters.forget(counter);
    vm.proven = false;
    vm.balloonUpdate = 0;
    vm.guest = null;
    if (gone) this.#compiler.release(vm);
  }

  #scan(payload: Uint8Array, record: RecordScratch): void {
    record.begin(payload);
    scanDomainStats(payload, this.#fields.names, record);
    record.end();
  }

  #meet(view: DomainView): boolean {
    this.#vm = this.#inventory.meet(view);
    this.#present.add(this.#vm);
    return true;
  }

  #find(view: DomainView): boolean {
    this.#vm = this.#inventory.get(view.uuid()) ?? null;
    // A VM that started again since the list: its numbers are of another run.
    return this.#vm !== null && this.#vm.domain.id === view.id;
  }

  #readFree(record: RecordScratch): void {
    const vm = this.#vm;
    if (!vm) return;
    const state = record.fields.id('state.state');
    if (record.has(state)) {
      this.#inventory.setState(vm, record.lo(state), record.lo(record.fields.id('state.reason')));
    }
    if (!vm.active) return;
    if (vm.net?.signature !== record.signature) {
      if (!vm.description) return;
      vm.net = this.#replace(vm.net, this.#compiler.net(vm, record));
    }
    this.machine.run(vm.net.program, record, this.#timeMs, Reason.notReported);
  }

  #readMonitor(record: RecordScratch): void {
    const vm = this.#vm;
    if (!vm?.active) return;
    if (vm.monitor?.signature !== record.signature) {
      const before = vm.monitor?.guest ?? null;
      vm.monitor = this.#replace(vm.monitor, this.#compiler.monitor(vm, record));
      this.#drop(before, vm.monitor.guest);
    }
    const whole = record.has(record.fields.id('balloon.rss'));
    const partial = vm.proven && !whole;
    vm.proven ||= whole;
    if (partial) this.#busy.push(vm);
    const absent = partial ? Reason.monitorBusy : Reason.notReported;
    this.machine.run(vm.monitor.program, record, this.#timeMs, absent);
    const guest = partial ? Reason.monitorBusy : balloonReason(vm, record, this.#timeMs);
    if (guest !== Reason.known) return this.arrays.blank(vm.monitor.guest.slots, guest);
    this.machine.run(vm.monitor.guest.program, record, this.#timeMs, absent);
    putUsedMemory(vm.monitor.memory, this.machine);
  }

  /** Puts a new layout in the place of an old one; series only the old one had are of devices that are gone. */
  #replace<L extends Layout>(before: Layout | null, after: L): L {
    this.#drop(before, after);
    this.arrays.room();
    this.machine.reserve(this.#pool.size);
    return after;
  }

  #drop(before: Layout | null, after: Layout): void {
    if (!before) return;
    const kept = new Set(after.slots);
    for (const slot of before.slots) {
      if (!kept.has(slot)) this.#gone(slot);
    }
  }

  #gone(slot: number): void {
    this.machine.unknown(slot, Reason.gone);
    this.#series.drop(slot);
  }
}
