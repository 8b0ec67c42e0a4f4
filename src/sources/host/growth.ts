import { Counters } from '../../lib/counters.ts';
import { Reason } from '../../model/reason.ts';

/**
 * What a row of counters (a line of /proc) grew by since the sample before, or the sum of several such rows.
 * A sum is unknown in every column in which one of its parts is.
 */
export class Growth {
  /** NaN where unknown. */
  readonly deltas: Float64Array;
  readonly reasons: Uint8Array;
  /** NaN as long as no column is known. */
  elapsedMs = NaN;
  readonly #counters: Counters;

  constructor(columns: number) {
    this.deltas = new Float64Array(columns).fill(NaN);
    this.reasons = new Uint8Array(columns).fill(Reason.firstSample);
    this.#counters = new Counters(columns);
  }

  /** Takes the next sample: a number for each column, NaN for one the line does not have. */
  take(samples: Float64Array, timeMs: number): void {
    const counters = this.#counters;
    this.elapsedMs = NaN;
    for (let column = 0; column < this.deltas.length; column++) {
      counters.setNumber(column, samples[column] as number, timeMs);
      this.deltas[column] = counters.delta;
      this.reasons[column] = counters.reason;
      if (counters.reason === Reason.known) this.elapsedMs = counters.elapsedMs;
    }
  }

  /** Becomes the sum of nothing. */
  clear(): void {
    this.deltas.fill(0);
    this.reasons.fill(Reason.known);
    this.elapsedMs = NaN;
  }

  add(part: Growth): void {
    for (let column = 0; column < this.deltas.length; column++) {
      this.deltas[column] = (this.deltas[column] as number) + (part.deltas[column] as number);
      if (this.reasons[column] === Reason.known) this.reasons[column] = part.reasons[column] as number;
    }
    if (!Number.isNaN(part.elapsedMs)) this.elapsedMs = part.elapsedMs;
  }
}
