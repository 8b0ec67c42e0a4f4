import { ceilingOf, segment } from '../../model/vocabulary.ts';
import type { Counters } from '../../lib/counters.ts';
import type { SeriesTable } from '../../model/series.ts';
import type { RecordScratch } from './record.ts';
import type { GaugeStep, Program, RateStep, RatioStep, SumStep } from './program.ts';
import type { Layout, MonitorLayout, Vm } from './vm.ts';

const KIB = 1024;
const NS = 1e-9;

/** Numbers for counters that are not series of their own, handed out and taken back. */
export class CounterPool {
  readonly #counters: Counters;
  readonly #free: number[] = [];
  #next = 0;

  constructor(counters: Counters) {
    this.#counters = counters;
  }

  get size(): number {
    return this.#next;
  }

  take(): number {
    return this.#free.pop() ?? this.#next++;
  }

  give(counter: number): void {
    this.#counters.forget(counter);
    this.#free.push(counter);
  }
}

/** Makes programs for VMs out of the first record that shows their devices. */
export class Compiler {
  readonly #series: SeriesTable;
  readonly #pool: CounterPool;

  constructor(series: SeriesTable, pool: CounterPool) {
    this.#series = series;
    this.#pool = pool;
  }

  /** Program for `net.*`; the identities of the interfaces come from the XML, in its order. */
  net(vm: Vm, record: RecordScratch): Layout {
    const draft = this.#draft(vm, record);
    for (const [index, key] of nics(vm, record)) {
      draft.device(key);
      for (const way of ['rx', 'tx']) {
        for (const [field, name] of netFields) {
          const counter = draft.rate(`net.${index}.${way}.${field}`, `net.${key}.${way}.${name}`, 1);
          draft.total(`net.${way}.${name}`, counter);
        }
      }
    }
    return draft.layout();
  }

  /** Programs for cpu, vcpu, balloon and block. */
  monitor(vm: Vm, record: RecordScratch): MonitorLayout {
    const draft = this.#draft(vm, record);
    const vcpus = indexes(record, 'vcpu');
    const share = NS / Math.max(1, vcpus.length);
    draft.gauge('vcpu.current', 'cpu.count', 1);
    const time = draft.rate('cpu.time', 'cpu.cores', NS);
    draft.sum('cpu.usage', [time], share, 1);
    draft.rate('cpu.user', 'cpu.user', share, 1);
    draft.rate('cpu.system', 'cpu.system', share, 1);
    const delays: number[] = [];
    for (const index of vcpus) {
      draft.rate(`vcpu.${index}.time`, `cpu.${index}.usage`, NS, 1);
      delays.push(draft.rate(`vcpu.${index}.delay`, `cpu.${index}.steal`, NS, 1));
    }
    if (delays.length > 0) draft.sum('cpu.steal', delays, share, 1);
    draft.gauge('balloon.current', 'balloon.current', KIB);
    draft.gauge('balloon.maximum', 'balloon.maximum', KIB);
    draft.gauge('balloon.rss', 'memory.host', KIB);
    for (const [key, index] of disks(vm, record)) compileDisk(draft, index, key);
    draft.latency('disk', draft.totals);
    const slot = (metric: string): number => this.#series.slot(vm.entity, metric);
    const memory = {
      total: slot('memory.total'),
      available: slot('memory.available'),
      used: slot('memory.used'),
      usage: slot('memory.usage'),
      free: slot('memory.free'),
      cache: slot('memory.cache'),
      host: slot('memory.host'),
    };
    return { ...draft.layout(), guest: this.#guest(vm, record), memory };
  }

  /** Gives back the counters of these keys; what comes under one of them later is another thing. */
  release(vm: Vm, keys: Iterable<string>): void {
    for (const key of keys) {
      const counter = vm.counters.get(key);
      if (counter === undefined) continue;
      this.#pool.give(counter);
      vm.counters.delete(key);
    }
  }

  /** What the guest's balloon driver reports. */
  #guest(vm: Vm, record: RecordScratch): Layout {
    const draft = this.#draft(vm, record);
    draft.gauge('balloon.available', 'memory.total', KIB);
    draft.gauge('balloon.usable', 'memory.available', KIB);
    draft.gauge('balloon.unused', 'memory.free', KIB);
    draft.gauge('balloon.disk_caches', 'memory.cache', KIB);
    draft.rate('balloon.swap_in', 'memory.swap.in', KIB);
    draft.rate('balloon.swap_out', 'memory.swap.out', KIB);
    draft.rate('balloon.major_fault', 'memory.fault.major', 1);
    draft.claim('memory.used');
    draft.claim('memory.usage');
    return draft.layout();
  }

  #draft(vm: Vm, record: RecordScratch): Draft {
    return new Draft(vm, record, this.#series, this.#pool);
  }
}

const netFields = [
  ['bytes', 'bytes'],
  ['pkts', 'packets'],
  ['errs', 'errors'],
  ['drop', 'drops'],
] as const;

const diskWays = [
  ['rd', 'read'],
  ['wr', 'write'],
  ['fl', 'flush'],
] as const;

function compileDisk(draft: Draft, index: number, key: string): void {
  draft.device(key);
  for (const [short, way] of diskWays) {
    if (way !== 'flush') {
      const bytes = draft.rate(`block.${index}.${short}.bytes`, `disk.${key}.${way}.bytes`, 1);
      draft.total(`disk.${way}.bytes`, bytes);
    }
    const requests = draft.rate(`block.${index}.${short}.reqs`, `disk.${key}.${way}.requests`, 1);
    const times = draft.count(`block.${index}.${short}.times`, `disk.${key}.${way}.times`);
    draft.total(`disk.${way}.requests`, requests);
    draft.total(`disk.${way}.times`, times);
    draft.ratio(`disk.${key}.${way}.latency`, [times], [requests], NS);
  }
  for (const size of ['capacity', 'allocation', 'physical']) {
    draft.gauge(`block.${index}.${size}`, `disk.${key}.${size}`, 1);
  }
}

/** One program while it is written. */
class Draft {
  /** Counters that add up to each total. */
  readonly totals = new Map<string, number[]>();
  readonly #vm: Vm;
  readonly #record: RecordScratch;
  readonly #series: SeriesTable;
  readonly #pool: CounterPool;
  readonly #slots = new Set<number>();
  readonly #counted: string[] = [];
  readonly #devices: { key: string; fields: number[] }[] = [];
  readonly #gauges: GaugeStep[] = [];
  readonly #rates: RateStep[] = [];
  readonly #sums: SumStep[] = [];
  readonly #ratios: RatioStep[] = [];

  constructor(vm: Vm, record: RecordScratch, series: SeriesTable, pool: CounterPool) {
    this.#vm = vm;
    this.#record = record;
    this.#series = series;
    this.#pool = pool;
  }

  /** What is counted from here on counts this device. */
  device(key: string): void {
    this.#devices.push({ key, fields: [] });
  }

  gauge(field: string, metric: string, scale: number): void {
    const id = this.#record.fields.id(field);
    this.#gauges.push({ field: id, slot: this.claim(metric), scale, ceiling: ceilingOf(metric) });
  }

  /** A counter whose rate is a series; returns its number for sums and ratios. */
  rate(field: string, metric: string, scale: number, max = Infinity): number {
    return this.#step(field, metric, this.claim(metric), scale, max);
  }

  /** A counter that only sums and ratios want. */
  count(field: string, key: string): number {
    return this.#step(field, key, -1, 1, Infinity);
  }

  /** Counters go by the device's key, not its number: that shifts when a device before it goes. */
  #step(field: string, key: string, slot: number, scale: number, max: number): number {
    const counter = this.#vm.counters.get(key) ?? this.#pool.take();
    this.#vm.counters.set(key, counter);
    this.#counted.push(key);
    const id = this.#record.fields.id(field);
    this.#devices.at(-1)?.fields.push(id);
    this.#rates.push({ field: id, counter, slot, scale, max, ceiling: ceilingOf(key) });
    return counter;
  }

  total(metric: string, counter: number): void {
    const counters = this.totals.get(metric);
    if (counters) counters.push(counter);
    else this.totals.set(metric, [counter]);
  }

  /** A sum of parts that must all be known. */
  sum(metric: string, counters: readonly number[], scale: number, max = Infinity): void {
    this.#sum(metric, counters, { scale, max, ofDevices: false });
  }

  #sum(
    metric: string,
    counters: readonly number[],
    rest: Pick<SumStep, 'scale' | 'max' | 'ofDevices'>,
  ): void {
    this.#sums.push({ counters, slot: this.claim(metric), ceiling: ceilingOf(metric), ...rest });
  }

  ratio(metric: string, over: readonly number[], under: readonly number[], scale: number): void {
    this.#ratios.push({ over, under, slot: this.claim(metric), scale, ceiling: ceilingOf(metric) });
  }

  /** Mean latencies over all disks, from the totals of time and requests. */
  latency(prefix: string, totals: ReadonlyMap<string, readonly number[]>): void {
    for (const [, way] of diskWays) {
      const over = totals.get(`${prefix}.${way}.times`);
      const under = totals.get(`${prefix}.${way}.requests`);
      if (over && under) this.ratio(`${prefix}.${way}.latency`, over, under, NS);
    }
  }

  /** The slot of a metric this program is answerable for. */
  claim(metric: string): number {
    const slot = this.#series.slot(this.#vm.entity, metric);
    this.#slots.add(slot);
    return slot;
  }

  layout(): Layout {
    for (const [metric, counters] of this.totals) {
      if (metric.endsWith('.times')) continue;
      this.#sum(metric, counters, { scale: 1, max: Infinity, ofDevices: true });
    }
    const program: Program = {
      gauges: this.#gauges,
      rates: this.#rates,
      sums: this.#sums,
      ratios: this.#ratios,
    };
    return {
      signature: this.#record.signature,
      program,
      slots: [...this.#slots],
      counted: this.#counted,
      devices: this.#devices,
    };
  }
}

/** Numbers of the elements of an array in this record, ascending; there may be holes. */
function indexes(record: RecordScratch, array: string): number[] {
  const found = new Set<number>();
  for (const id of record.seen) {
    const field = record.fields.field(id);
    if (field?.array === array) found.add(field.index);
  }
  return [...found].toSorted((a, b) => a - b);
}

/** Interfaces by number: those of the XML, also where the record leaves one out, and what the record has besides. */
function nics({ description }: Vm, record: RecordScratch): Map<number, string> {
  const found = new Map(description?.nics.map(({ key }, index) => [index, key]));
  for (const index of indexes(record, 'net')) if (!found.has(index)) found.set(index, `nic${index}`);
  return found;
}

/**
 * Disks by key; of a chain of images that share a target the first is the disk itself. One that the XML has and the
 * record leaves out gets a number that no record has.
 */
function disks({ description, undescribed }: Vm, record: RecordScratch): Map<string, number> {
  const found = new Map<string, number>();
  for (const index of indexes(record, 'block')) {
    const name = record.fields.id(`block.${index}.name`);
    const key = record.has(name) ? segment(record.text(name)) : null;
    if (key !== null && !found.has(key)) found.set(key, index);
  }
  const described = undescribed ? [] : (description?.disks ?? []);
  for (const { key } of described) if (!found.has(key)) found.set(key, NaN);
  return found;
}
