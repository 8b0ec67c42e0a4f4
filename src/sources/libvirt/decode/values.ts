import { Reason } from '../../../model/reason.ts';
import type { SeriesTable } from '../../../model/series.ts';
import type { ProgramRunner } from './program-runner.ts';

/** The batch arrays of a source: as long as its table, unknown at the start of every poll. */
export class BatchArrays {
  readonly #series: SeriesTable;
  readonly #runner: ProgramRunner;

  constructor(series: SeriesTable, runner: ProgramRunner) {
    this.#series = series;
    this.#runner = runner;
  }

  get values(): Float64Array {
    return this.#runner.values;
  }

  get reasons(): Uint8Array {
    return this.#runner.reasons;
  }

  /** Makes everything unknown, and room for all series. */
  clear(reason: Reason): void {
    this.room();
    this.values.fill(NaN);
    this.reasons.fill(reason);
  }

  /** Room for series that came during the poll; what was written stays. */
  room(): void {
    const length = this.#series.length;
    if (length <= this.values.length) return;
    // By half again: growing by a little would copy ten thousand new VMs' series once for each of them.
    const capacity = Math.ceil(length * 1.5) + 64;
    const values = new Float64Array(capacity).fill(NaN);
    const reasons = new Uint8Array(capacity).fill(Reason.notCollected);
    values.set(this.values);
    reasons.set(this.reasons);
    this.#runner.values = values;
    this.#runner.reasons = reasons;
  }

  /** Makes these slots unknown for one reason. */
  blank(slots: Iterable<number>, reason: Reason): void {
    for (const slot of slots) this.#runner.unknown(slot, reason);
  }

  /** Puts a number of which nothing is known but that it must be one. */
  put(slot: number, value: number): void {
    if (Number.isFinite(value)) this.#runner.put(slot, value);
    else this.#runner.unknown(slot, Reason.outOfBounds);
  }
}
