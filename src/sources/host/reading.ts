import type { Entity } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import { SeriesTable } from '../../model/series.ts';
import type { Growth } from './growth.ts';

/** A part of the machine: a file of /proc, or a few, that become series. */
export interface Part {
  /** Reads its files. All parts read before any records, so that their numbers are of one moment. */
  read(): void;
  /** Writes the values of its files. A series is made when its file first has a value for it. */
  record(reading: Reading): void;
}

/** The values of one poll while they are gathered; the arrays of the batch, which grow with the series. */
export class Reading {
  readonly series = new SeriesTable();
  /** Of the monotonic clock, before the files were read. */
  timeMs = 0;
  values = new Float64Array(256);
  reasons = new Uint8Array(256);
  readonly #host: Entity;

  constructor(host: Entity) {
    this.#host = host;
    this.series.enter(host);
  }

  /** Forgets the last poll: a value that is not written from now on is not reported. */
  begin(timeMs: number): void {
    this.timeMs = timeMs;
    this.values.fill(NaN);
    this.reasons.fill(Reason.notReported);
  }

  /** The slot of a series, made on first use. */
  slot(metric: string, entity = this.#host): number {
    const slot = this.series.slot(entity, metric);
    if (slot >= this.values.length) this.#grow();
    return slot;
  }

  /** What cannot be (all metrics of a host are finite and not negative) leaves the value unreported. */
  put(slot: number, value: number): void {
    if (!(value >= 0 && value < Infinity)) return;
    this.values[slot] = value;
    this.reasons[slot] = Reason.known;
  }

  unknown(slot: number, reason: number): void {
    this.values[slot] = NaN;
    this.reasons[slot] = reason;
  }

  /** A column's growth per second, times `scale`, at most `max`. */
  perSecond(slot: number, growth: Growth, column: number, scale = 1, max = Infinity): void {
    const reason = growth.reasons[column] as number;
    if (reason !== Reason.known) return this.unknown(slot, reason);
    const rate = ((growth.deltas[column] as number) * scale * 1000) / growth.elapsedMs;
    this.put(slot, Math.min(rate, max));
  }

  /** Growth of one column for each one of another, times `scale`; unknown as `idle` when there was none. */
  quotient(slot: number, growth: Growth, over: number, under: number, scale: number): void {
    const reason = (growth.reasons[under] || growth.reasons[over]) as number;
    if (reason !== Reason.known) return this.unknown(slot, reason);
    const count = growth.deltas[under] as number;
    if (count === 0) return this.unknown(slot, Reason.idle);
    this.put(slot, ((growth.deltas[over] as number) / count) * scale);
  }

  /** How many values are known. */
  get known(): number {
    let known = 0;
    for (let slot = 0; slot < this.series.length; slot++) if (this.reasons[slot] === Reason.known) known++;
    return known;
  }

  #grow(): void {
    const length = this.values.length;
    const values = new Float64Array(length * 2).fill(NaN);
    const reasons = new Uint8Array(length * 2).fill(Reason.notReported);
    values.set(this.values);
    reasons.set(this.reasons);
    this.values = values;
    this.reasons = reasons;
  }
}
