import { NameTable, StatsScanner, type DomainView } from '@virtscope/libvirt';
import type { RawFields } from '../raw-fields.ts';
import { Counters } from '../../../lib/counters.ts';
import type { Clock } from '../../../model/clock.ts';
import { BatchWriter } from '../../../model/batch-writer.ts';
import { Reason } from '../../../model/reason.ts';
import type { SeriesTable } from '../../../model/series.ts';
import { addHugepages, BalloonReports, putUsedMemory } from './balloon.ts';
import { Compiler } from './compiler.ts';
import { CounterPool } from './counter-pool.ts';
import { VmCursor } from './cursor.ts';
import { Fields } from './fields.ts';
import { isOccupied } from '../health/health.ts';
import type { Inventory } from '../inventory.ts';
import { noteCoverage, relabel } from './labels.ts';
import type { Omissions } from '../limits.ts';
import { ProgramRunner } from './program-runner.ts';
import { RawSeries } from './raw.ts';
import { RecordBuffer } from './record-buffer.ts';
import { SeriesBudget } from './series-budget.ts';
import { blankNet } from './unknown.ts';
import { NO_SIGNATURE, type Layout, type MonitorLayout, type Vm } from '../vm.ts';

export interface BatchDecoderOptions {
  readonly series: SeriesTable;
  readonly inventory: Inventory;
  readonly clock: Clock;
  /** Bytes of huge pages in the VM's QEMU; null where its process cannot be seen. */
  readonly hugepages: (vm: Vm) => number | null;
  readonly raw: RawFields;
}

/** Bytes that are read before the event loop may turn: the records of a few VMs. */
const SLICE_BYTES = 16_384;

/** Turns the daemon's replies into the arrays of a batch, one reply at a time; it yields between slices of a reply. */
export class BatchDecoder {
  readonly #runner: ProgramRunner;
  readonly writer: BatchWriter;
  readonly #fields: Fields;
  /** Fields that every record is asked for. */
  readonly #ids: Readonly<Record<'state' | 'reason' | 'rss' | 'update', number>>;
  readonly #raw: RawSeries;
  readonly #pool: CounterPool;
  readonly #compiler: Compiler;
  readonly #series: SeriesTable;
  readonly #inventory: Inventory;
  readonly #clock: Clock;
  readonly #hugepages: BatchDecoderOptions['hugepages'];
  readonly #list: RecordBuffer;
  readonly #monitor: RecordBuffer;
  #vm: Vm | null = null;
  #timeMs = 0;
  readonly #cursor = new VmCursor();
  /** VMs of the list before, in its order, and of the one being read. */
  #listed: readonly Vm[] = [];
  #present = new Set<Vm>();
  /** Records of VMs that the same list had before. */
  #duplicates = 0;
  /** VMs refused because too many new ones came. */
  #refused = 0;
  #hasNets = true;
  #busy: Vm[] = [];
  /** VMs that the monitor reply being read has had: the second record of one would make its rates unknown. */
  readonly #answered = new Set<Vm>();

  constructor({ series, inventory, clock, hugepages, raw }: BatchDecoderOptions) {
    this.#fields = new Fields(new NameTable(), raw.matches);
    this.#ids = {
      state: this.#fields.id('state.state'),
      reason: this.#fields.id('state.reason'),
      rss: this.#fields.id('balloon.rss'),
      update: this.#fields.id('balloon.last-update'),
    };
    const counters = new Counters(4096);
    const budget = new SeriesBudget(clock);
    this.writer = new BatchWriter(series);
    this.#runner = new ProgramRunner(counters, this.writer);
    this.#pool = new CounterPool(counters);
    this.#compiler = new Compiler(series, this.#pool, budget);
    this.#raw = new RawSeries(raw.perVm, series, this.writer, budget);
    this.#series = series;
    this.#inventory = inventory;
    this.#clock = clock;
    this.#hugepages = hugepages;
    this.#list = new RecordBuffer(
      this.#fields,
      (view) => this.#matchListed(view),
      (record) => this.#readList(record),
    );
    this.#monitor = new RecordBuffer(
      this.#fields,
      (view) => this.#match(view),
      (record) => this.#readMonitor(record),
    );
  }

  /** VMs of the last list, in the daemon's order. */
  get listed(): readonly Vm[] {
    return this.#listed;
  }

  /**
   * Reads the reply about all VMs in the groups that need no monitor. It is complete: a VM it lacks is removed.
   * @param timeMs monotonic time just before the call
   * @param hasNets whether it has what interfaces did, besides the states
   */
  *readList(payload: Uint8Array, timeMs: number, hasNets = true): Generator<void, void> {
    this.#timeMs = timeMs;
    this.#hasNets = hasNets;
    this.#present = new Set();
    this.#duplicates = 0;
    this.#refused = 0;
    this.#cursor.begin(this.#listed);
    yield* this.#scan(payload, this.#list);
    this.#listed = [...this.#present];
    this.#inventory.retain(this.#present);
  }

  /** Reads a reply in the monitor groups about `vms`; returns those whose monitor was busy with something else. */
  *readMonitor(payload: Uint8Array, timeMs: number, vms: readonly Vm[]): Generator<void, Vm[]> {
    this.#timeMs = timeMs;
    this.#busy = [];
    this.#answered.clear();
    this.#cursor.begin(vms);
    yield* this.#scan(payload, this.#monitor);
    return this.#busy;
  }

  /**
   * Reads what was asked of one VM without its monitor, while no reply is being read; all else of the monitor is unknown
   * for the reason `absent`.
   * @param timeMs monotonic time just before the call
   */
  readWithoutMonitor(
    vm: Vm,
    fields: ReadonlyMap<string, bigint | string>,
    timeMs: number,
    absent: Reason,
  ): void {
    const record = this.#monitor;
    record.fill(fields);
    // The disks are not in it: a whole record makes another program, without a look at the XML.
    vm.monitor ??= this.#replace(vm, null, {
      ...this.#compiler.monitor(vm, record),
      signature: NO_SIGNATURE,
    });
    this.#runner.run(vm.monitor.program, record, timeMs, absent);
    this.#raw.put(vm, 'monitor', record, absent);
    this.writer.blank(vm.monitor.guest.slots, absent);
  }

  /** Reads all that was asked of one VM by itself, while no reply is being read. */
  readDomain(vm: Vm, fields: ReadonlyMap<string, bigint | string>, timeMs: number): void {
    this.#vm = vm;
    this.#timeMs = timeMs;
    this.#busy = [];
    this.#monitor.fill(fields);
    this.#readNets(vm, this.#monitor);
    this.#readMonitor(this.#monitor);
  }

  /** What the last list left out. */
  get omitted(): Omissions {
    return new Map([
      ['duplicates', this.#duplicates],
      ['newVms', this.#refused],
    ]);
  }

  /** Names of fields that are not read because there are too many different ones. */
  get isFull(): boolean {
    return this.#fields.names.isFull;
  }

  /** The counters of a VM begin again: another run, or it is gone. */
  reset(vm: Vm, gone: boolean): void {
    for (const counter of vm.counters.values()) this.#runner.counters.forget(counter);
    vm.balloon = new BalloonReports();
    vm.hasReportedMonitor = false;
    vm.guest = null;
    vm.withoutCounters.disks = vm.withoutCounters.nets = [];
    relabel(vm);
    if (gone) this.#compiler.release(vm, [...vm.counters.keys()]);
  }

  *#scan(payload: Uint8Array, record: RecordBuffer): Generator<void, void> {
    // The end of a long reply has just come, and its words are swapped in one piece.
    yield;
    record.begin(payload);
    using scanner = new StatsScanner(payload, this.#fields.names, record);
    yield;
    while (scanner.next(SLICE_BYTES)) yield;
    record.end();
  }

  #matchListed(view: DomainView): boolean {
    const known = this.#cursor.find(view, (uuid) => this.#inventory.get(uuid));
    // The first record counts: to take turns between two would show one VM as another at every poll.
    const isDuplicate = known !== undefined && this.#present.has(known);
    this.#vm = isDuplicate ? null : this.#inventory.resolve(view, known);
    if (isDuplicate) this.#duplicates++;
    else if (!this.#vm) this.#refused++;
    else this.#present.add(this.#vm);
    return this.#vm !== null;
  }

  #match(view: DomainView): boolean {
    const vm = this.#cursor.find(view, (uuid) => this.#inventory.get(uuid)) ?? null;
    // A VM that started again since the list: its numbers are of another run.
    this.#vm = vm?.domain.id === view.id && !this.#answered.has(vm) ? vm : null;
    if (this.#vm) this.#answered.add(this.#vm);
    return this.#vm !== null;
  }

  #readList(record: RecordBuffer): void {
    const vm = this.#vm;
    if (!vm) return;
    const { state, reason } = this.#ids;
    if (record.has(state)) this.#inventory.setState(vm, record.lo(state), record.lo(reason));
    if (!vm.active) return;
    this.#raw.put(vm, 'list', record, Reason.notReported);
    if (this.#hasNets) this.#readNets(vm, record);
  }

  #readNets(vm: Vm, record: RecordBuffer): void {
    if (!vm.description) return;
    if (vm.net?.signature !== record.signature) {
      // Other interfaces than in the XML: which is which is known when it has been read again.
      if (vm.net && vm.net.signature !== NO_SIGNATURE) vm.needsXml = true;
      if (vm.needsXml) return blankNet(this.writer, vm, Reason.notCollected);
      vm.net = this.#replace(vm, vm.net, this.#compiler.net(vm, record));
      relabel(vm);
    }
    this.#runner.run(vm.net.program, record, this.#timeMs, Reason.notReported);
    noteCoverage(vm, 'nets', vm.net.devices, record);
  }

  #readMonitor(record: RecordBuffer): void {
    const vm = this.#vm;
    if (!vm?.active) return;
    if (vm.monitor?.signature !== record.signature) {
      const before = vm.monitor;
      // Other disks than before: the XML has their labels.
      if (before && before.signature !== NO_SIGNATURE) vm.needsXml = true;
      const after = this.#compiler.monitor(vm, record);
      this.#replace(vm, before?.guest ?? null, after.guest);
      vm.monitor = this.#replace(vm, before, after);
      relabel(vm);
    }
    // QEMU's size is read while the monitor is held: where it is absent another client holds the monitor.
    const whole = record.has(this.#ids.rss);
    if (!whole) this.#busy.push(vm);
    const held = !whole && (vm.hasReportedMonitor || isOccupied(vm));
    vm.hasReportedMonitor ||= whole;
    const absent = held ? Reason.monitorBusy : Reason.notReported;
    this.#runner.run(vm.monitor.program, record, this.#timeMs, absent);
    this.#raw.put(vm, 'monitor', record, absent);
    if (absent === Reason.notReported) noteCoverage(vm, 'disks', vm.monitor.devices, record);
    if (whole) {
      addHugepages(this.writer, vm, { slot: vm.monitor.memory.host, bytesOf: this.#hugepages });
      this.#readBalloon(vm, vm.monitor, record);
    } else this.writer.blank(vm.monitor.guest.slots, absent);
  }

  #readBalloon(vm: Vm, { guest, memory }: MonitorLayout, record: RecordBuffer): void {
    const before = vm.balloon.update;
    const update = record.has(this.#ids.update) ? record.number(this.#ids.update) : 0;
    const reason = vm.balloon.take({
      update,
      monotonicMs: this.#timeMs,
      epochMs: this.#clock.now(),
      periodSeconds: vm.description?.balloonPeriodSeconds ?? null,
    });
    if (vm.balloon.contradict) vm.needsXml = true;
    if (reason !== Reason.known) return this.writer.blank(guest.slots, reason);
    // The guest counts when it reports, not when we look: between two reports the last rates stand.
    if (update !== before) {
      this.#runner.run(guest.program, record, update * 1000, Reason.notReported);
    } else {
      this.#runner.runGauges(guest.program, record, Reason.notReported);
      this.#runner.repeatRates(guest.program);
    }
    putUsedMemory(memory, this.writer);
  }

  /** Puts a new layout in the place of an old one; what only the old one had belongs to devices that are gone. */
  #replace<L extends Layout>(vm: Vm, before: Layout | null, after: L): L {
    this.#drop(before, after);
    const counted = new Set(after.counted);
    this.#compiler.release(vm, before?.counted.filter((key) => !counted.has(key)) ?? []);
    this.writer.reserve();
    this.#runner.reserve(this.#pool.size);
    return after;
  }

  #drop(before: Layout | null, after: Layout): void {
    if (!before) return;
    const kept = new Set(after.slots);
    for (const slot of before.slots) {
      if (!kept.has(slot)) this.#remove(slot);
    }
  }

  #remove(slot: number): void {
    this.writer.unknown(slot, Reason.gone);
    this.#series.drop(slot);
  }
}
