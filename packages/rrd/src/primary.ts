import type { Source, SourceKind } from './source.ts';

const COUNTER_32 = 2 ** 32;
const COUNTER_64 = 2 ** 64;

const GAUGE = 0;
const ABSOLUTE = 1;
const COUNTER = 2;
const KIND: Readonly<Record<SourceKind, number>> = { GAUGE, ABSOLUTE, COUNTER, DERIVE: 3 };

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
  /** The last sample of counters as it came; not kept for the other kinds. */
  readonly last: Float64Array;
  /** Rate times known milliseconds since the last step boundary. */
  readonly sum: Float64Array;
  /** Milliseconds since the last step boundary for which nothing is known. */
  readonly unknownMs: Float64Array;
  readonly #stepMs: number;
  /** Which rule each series obeys: series have few different ones, and a column less is a faster tick. */
  readonly #rule: Uint32Array;
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
    this.#rule = new Uint32Array(this.width);
    const rules = new Map<string, { index: number; source: Source }>();
    for (const [i, source] of sources.entries()) {
      const key = `${source.kind} ${source.heartbeatMs} ${source.min} ${source.max}`;
      const rule = rules.get(key) ?? { index: rules.size, source };
      rules.set(key, rule);
      this.#rule[i] = rule.index;
    }
    const each = [...rules.values()].map(({ source }) => source);
    this.#kind = Uint8Array.from(each, ({ kind }) => KIND[kind]);
    this.#heartbeatMs = Float64Array.from(each, ({ heartbeatMs }) => heartbeatMs);
    // Finite bounds make one comparison of what is out of range, NaN and infinite.
    this.#min = Float64Array.from(each, ({ min }) => Math.max(min ?? -Infinity, -Number.MAX_VALUE));
    this.#max = Float64Array.from(each, ({ max }) => Math.min(max ?? Infinity, Number.MAX_VALUE));
  }

  /**
   * Takes the samples of all series at one time.
   *
   * When a boundary was passed, `points` receives the point that the first one completed and `rates` what holds for
   * every further step: an update that comes late is the rate since the update before, not a smear over the open point.
   */
  update(values: Float64Array, passage: Passage, points: Float64Array, rates: Float64Array): void {
    const { width, last, sum, unknownMs } = this;
    const rules = this.#rule;
    const kinds = this.#kind;
    const heartbeats = this.#heartbeatMs;
    const mins = this.#min;
    const maxs = this.#max;
    const stepMs = this.#stepMs;
    const halfMs = stepMs / 2;
    const { intervalMs, preMs, postMs, steps } = passage;
    const seconds = intervalMs / 1000;
    // As in rrdtool, an update that passed several boundaries is as old to the open point as to the first of them.
    const openAgeMs = steps > 1 ? preMs : intervalMs;
    for (let i = 0; i < width; i += 1) {
      const value = values[i]!;
      const rule = rules[i]!;
      const kind = kinds[rule]!;
      let rate = value;
      if (kind !== GAUGE) {
        if (kind === ABSOLUTE) {
          rate = value / seconds;
        } else {
          let delta = value - last[i]!;
          if (kind === COUNTER && delta < 0) {
            // In this order nothing is rounded that is near the wrap.
            delta = (delta >= -COUNTER_32 ? COUNTER_32 : COUNTER_64) - last[i]! + value;
          }
          rate = delta / seconds;
          last[i] = value;
        }
      }
      const unknown = unknownMs[i]!;
      if (rate >= mins[rule]! && rate <= maxs[rule]! && intervalMs <= heartbeats[rule]!) {
        if (steps === 0) {
          sum[i]! += rate * intervalMs;
          continue;
        }
        if (unknown > halfMs) points[i] = NaN;
        // Early out for samples on the boundary, which keeps them bit for bit.
        else if (preMs === stepMs) points[i] = rate;
        else points[i] = (sum[i]! + rate * preMs) / (stepMs - unknown);
        if (steps > 1) rates[i] = rate;
        sum[i] = rate * postMs;
        if (unknown !== 0) unknownMs[i] = 0;
        continue;
      }
      if (steps === 0) {
        unknownMs[i] = unknown + intervalMs;
        continue;
      }
      // As in rrdtool, the half is of what was unknown before this update; 0/0 is a point of which nothing is known.
      if (openAgeMs > heartbeats[rule]! || unknown > halfMs) points[i] = NaN;
      else points[i] = sum[i]! / (stepMs - unknown - preMs);
      if (steps > 1) rates[i] = NaN;
      sum[i] = 0;
      unknownMs[i] = postMs;
    }
  }
}
