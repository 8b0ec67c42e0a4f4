import type { Entity } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import { SeriesTable } from '../../model/series.ts';
import { BatchWriter } from '../../model/batch-writer.ts';
import type { Growth } from './growth.ts';

/** A part of the machine: a file of /proc, or a few, that become series. */
export interface Part {
  /**
   * Reads its files. All parts read before any records, so that their numbers are of one moment.
   *
   * @param timeMs of the monotonic clock
   */
  read(timeMs: number): void;
  /** Writes the values of its files. A series is made when its file first has a value for it. */
  record(reading: Reading): void;
}

/** The values of one poll while its parts are read; made of the host's own series. */
export class Reading {
  readonly writer = new BatchWriter(new SeriesTable());
  /** Of the monotonic clock, before the files were read. */
  timeMs = 0;
  readonly #host: Entity;

  constructor(host: Entity) {
    this.#host = host;
    this.writer.series.add(host);
  }

  /** Forgets the last poll: a value that is not written from now on is not reported. */
  begin(timeMs: number): void {
    this.timeMs = timeMs;
    this.writer.begin(Reason.notReported);
  }

  /** The slot of a series of the host, made on first use. */
  slot(metric: string): number {
    return this.writer.slot(this.#host, metric);
  }

  /** Puts a value that is possible (all metrics of a host are finite and not negative); another stays unreported. */
  put(slot: number, value: number): void {
    if (value >= 0 && value < Infinity) this.writer.put(slot, value);
  }

  unknown(slot: number, reason: Reason): void {
    this.writer.unknown(slot, reason);
  }

  /** A column's growth per second, times `scale`, at most `max`. */
  perSecond(slot: number, growth: Growth, column: number, scale = 1, max = Infinity): void {
    const reason = growth.reasons[column] as Reason;
    if (reason !== Reason.known) return this.unknown(slot, reason);
    const rate = ((growth.deltas[column] as number) * scale * 1000) / growth.elapsedMs;
    this.put(slot, Math.min(rate, max));
  }

  /** Growth of one column for each one of another, times `scale`; unknown as `idle` when there was none. */
  quotient(slot: number, growth: Growth, over: number, under: number, scale: number): void {
    const reason = (growth.reasons[under] || growth.reasons[over]) as Reason;
    if (reason !== Reason.known) return this.unknown(slot, reason);
    const count = growth.deltas[under] as number;
    if (count === 0) return this.unknown(slot, Reason.idle);
    this.put(slot, ((growth.deltas[over] as number) / count) * scale);
  }
}
