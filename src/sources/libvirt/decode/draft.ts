import type { SeriesTable } from '../../../model/series.ts';
import { ceilingOf } from '../../../model/vocabulary.ts';
import type { CounterPool } from './counter-pool.ts';
import { LIMITS, type Omission } from '../limits.ts';
import type { GaugeStep, Program, RateStep, RatioStep, SumStep } from './program.ts';
import type { RecordBuffer } from './record-buffer.ts';
import { NO_SIGNATURE, type Layout, type Vm } from '../vm.ts';

/** Requests of a disk, as libvirt's fields and as our metrics call them. */
export const DISK_WAYS = [
  ['rd', 'read'],
  ['wr', 'write'],
  ['fl', 'flush'],
] as const;

const NS = 1e-9;

/** Series of one device, and one that each has. */
const seriesOf = {
  disk: { series: 11, probe: 'read.bytes' },
  net: { series: 8, probe: 'rx.bytes' },
} as const;

export interface DraftOptions {
  readonly vm: Vm;
  readonly record: RecordBuffer;
  readonly series: SeriesTable;
  readonly pool: CounterPool;
  /** Whether so many new series may be made. */
  readonly admits: (series: number) => boolean;
}

/** One program while it is written. */
export class Draft {
  /** Counters that add up to each total. */
  readonly totals = new Map<string, number[]>();
  readonly #vm: Vm;
  readonly #record: RecordBuffer;
  readonly #series: SeriesTable;
  readonly #pool: CounterPool;
  readonly #admits: (series: number) => boolean;
  readonly #omitted = new Map<Omission, number>();
  #processors = 0;
  readonly #slots = new Set<number>();
  readonly #counted: string[] = [];
  readonly #devices: { key: string; fields: number[] }[] = [];
  readonly #gauges: GaugeStep[] = [];
  readonly #rates: RateStep[] = [];
  readonly #sums: SumStep[] = [];
  readonly #ratios: RatioStep[] = [];

  constructor({ vm, record, series, pool, admits }: DraftOptions) {
    this.#vm = vm;
    this.#record = record;
    this.#series = series;
    this.#pool = pool;
    this.#admits = admits;
  }

  /** Begins a device, which is what is counted from here on; false when a limit leaves it out. */
  beginDevice(kind: 'disk' | 'net', key: string): boolean {
    if (key.length > LIMITS.keyLength) return this.#omit('longKey');
    if (this.#devices.length >= LIMITS.devices) return this.#omit('devices');
    const { series, probe } = seriesOf[kind];
    if (!this.#has(`${kind}.${key}.${probe}`) && !this.#admits(series)) return this.#omit('series');
    this.#devices.push({ key, fields: [] });
    return true;
  }

  /** Whether a processor is counted; false when a limit leaves it out. */
  admitsProcessor(index: number): boolean {
    if (this.#processors >= LIMITS.processors) return this.#omit('processors');
    if (!this.#has(`cpu.${index}.usage`) && !this.#admits(2)) return this.#omit('series');
    this.#processors++;
    return true;
  }

  #has(metric: string): boolean {
    return this.#series.find(this.#vm.entity, metric) !== undefined;
  }

  #omit(what: Omission): false {
    this.#omitted.set(what, (this.#omitted.get(what) ?? 0) + 1);
    return false;
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
    for (const [, way] of DISK_WAYS) {
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
      // What had to wait for its series is tried again with the next record.
      signature: this.#omitted.has('series') ? NO_SIGNATURE : this.#record.signature,
      program,
      slots: [...this.#slots],
      counted: this.#counted,
      devices: this.#devices,
      omitted: this.#omitted,
    };
  }
}
