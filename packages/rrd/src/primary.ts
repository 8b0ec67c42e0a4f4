import type { Source, SourceKind } from './source.ts';

const COUNTER_32 = 2 ** 32;
const COUNTER_64 = 2 ** 64 - 2 ** 32;

const KIND: Readonly<Record<SourceKind, number>> = { GAUGE: 0, ABSOLUTE: 1, DERIVE: 2, COUNTER: 3 };

/** The time of one update, cut at the step boundaries it passed, in milliseconds. */
export interface Passage {
  /** Since the update before. */
  readonly intervalMs: number;
  /** From the update before to the first boundary, or the whole interval when none was passed. */
  readonly preMs: number;
  /** From the last boundary to this update. */
  readonly postMs: number;
  /** Boundaries passed, which is how many primary data points are complete. */
  readonly steps: number;
}

/**
 * The primary data points of all series that are still being filled, one column a field.
 *
 * The open point of series i is `sum[i] / (elapsed - unknownMs[i])`: what is known counts by the time it is known for.
 */
export class PrimaryPoints {
  readonly width: number;
  /** The last sample as it came, for counters. */
  readonly last: Float64Array;
  /** Rate times known milliseconds since the last step boundary. */
  readonly sum: Float64Array;
  /** Milliseconds since the last step boundary for which nothing is known. */
  readonly unknownMs: Float64Array;
  readonly #stepMs: number;
  readonly #kind: Uint8Array;
  readonly #heartbeatMs: Float64Array;
  readonly #min: Float64Array;
  readonly #max: Float64Array;

  /** `openMs` is how much of the first step had passed before the first update could tell anything. */
  constructor(sources: readonly Source[], stepMs: number, openMs: number) {
    this.width = sources.length;
    this.#stepMs = stepMs;
    this.last = new Float64Array(this.width).fill(NaN);
    this.sum = new Float64Array(this.width);
    this.unknownMs = new Float64Array(this.width).fill(openMs);
    this.#kind = Uint8Array.from(sources, ({ kind }) => KIND[kind]);
    this.#heartbeatMs = Float64Array.from(sources, ({ heartbeatMs }) => heartbeatMs);
    // Finite bounds make one comparison of what is out of range, NaN and infinite.
    this.#min = Float64Array.from(sources, ({ min }) => Math.max(min ?? -Infinity, -Number.MAX_VALUE));
    this.#max = Float64Array.from(sources, ({ max }) => Math.min(max ?? Infinity, Number.MAX_VALUE));
  }

  /**
   * Takes the samples of all series at one time.
   *
   * When a boundary was passed, `points` receives the point that the first one completed and `rates` what holds for
   * every further step: an update that comes late is the rate since the update before, not a smear over the open point.
   */
  update(values: Float64Array, passage: Passage, points: Float64Array, rates: Float64Array): void {
    const { width, last, sum, unknownMs } = this;
    const kinds = this.#kind;
    const heartbeats = this.#heartbeatMs;
    const mins = this.#min;
    const maxs = this.#max;
    const stepMs = this.#stepMs;
    const halfMs = stepMs / 2;
    const { intervalMs, preMs, postMs, steps } = passage;
    const seconds = intervalMs / 1000;
    for (let i = 0; i < width; i += 1) {
      const value = values[i]!;
      const kind = kinds[i]!;
      let rate = value;
      if (kind !== 0) {
        if (kind === 1) {
          rate = value / seconds;
        } else {
          let delta = value - last[i]!;
          if (kind === 3 && delta < 0) {
            delta += COUNTER_32;
            if (delta < 0) delta += COUNTER_64;
          }
          rate = delta / seconds;
        }
      }
      last[i] = value;
      const late = intervalMs > heartbeats[i]!;
      const known = rate >= mins[i]! && rate <= maxs[i]! && !late;
      if (steps === 0) {
        if (known) sum[i]! += rate * preMs;
        else unknownMs[i]! += preMs;
        continue;
      }
      const unknown = unknownMs[i]!;
      if (known) {
        if (unknown > halfMs) points[i] = NaN;
        // Early out for samples on the boundary, which keeps them bit for bit.
        else if (preMs === stepMs) points[i] = rate;
        else points[i] = (sum[i]! + rate * preMs) / (stepMs - unknown);
        rates[i] = rate;
        sum[i] = rate * postMs;
        unknownMs[i] = 0;
      } else {
        // As in rrdtool, the half is of what was unknown before this update; 0/0 is a point of which nothing is known.
        points[i] = late || unknown > halfMs ? NaN : sum[i]! / (stepMs - unknown - preMs);
        rates[i] = NaN;
        sum[i] = 0;
        unknownMs[i] = postMs;
      }
    }
  }
}
