import { Reason } from '../model/reason.ts';

/**
 * Cumulative counters by slot, turned into rates without allocating.
 *
 * A counter is two halves (`hi` Uint32, `lo` Uint32), so a 64-bit delta is exact as long as the delta itself stays
 * below 2^53, however large the counter is. A rate is the true mean since the sample before, also over a longer gap.
 *
 * `rate`, `delta`, `elapsedMs` and `reason` describe the last `set` until the next one:
 * - first sample of a slot, or time that did not advance: `firstSample`, the slot starts anew;
 * - smaller than before (restart, 32-bit wrap): `counterReset`, the slot starts anew;
 * - `setNumber` of NaN: `notReported`, and the slot keeps its last sample;
 * - otherwise `known`.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { Reason } from '../model/reason.ts';
 * import { Counters } from './counters.ts';
 * const counters = new Counters();
 * assert.ok(Number.isNaN(counters.setNumber(0, 1000, 0)));
 * assert.equal(counters.reason, Reason.firstSample);
 * assert.equal(counters.setNumber(0, 4000, 2000), 1500);
 * assert.equal(counters.delta, 3000);
 */
export class Counters {
  /** Per second over the last interval; NaN unless `reason` is `known`. */
  rate = NaN;
  /** Growth since the sample before; NaN unless `reason` is `known`. */
  delta = NaN;
  /** Time since the sample before; NaN unless `reason` is `known`. */
  elapsedMs = NaN;
  reason: Reason = Reason.firstSample;
  #hi: Uint32Array;
  /** Doubles, so that `setNumber` needs no column of its own. */
  #lo: Float64Array;
  /** NaN where there is no sample yet. */
  #time: Float64Array;

  /** @param capacity slots to begin with; grows by itself. */
  constructor(capacity = 64) {
    this.#hi = new Uint32Array(capacity);
    this.#lo = new Float64Array(capacity);
    this.#time = new Float64Array(capacity).fill(NaN);
  }

  get capacity(): number {
    return this.#time.length;
  }

  /** Takes a sample of a 64-bit counter at `timeMs` of a clock that does not jump and returns its rate per second. */
  set(slot: number, hi: number, lo: number, timeMs: number): number {
    if (slot >= this.#time.length) this.#grow(slot + 1);
    const elapsedMs = timeMs - (this.#time[slot] as number);
    const delta = (hi - (this.#hi[slot] as number)) * 2 ** 32 + (lo - (this.#lo[slot] as number));
    this.#hi[slot] = hi;
    this.#lo[slot] = lo;
    this.#time[slot] = timeMs;
    if (!(elapsedMs > 0)) return this.#unknown(Reason.firstSample);
    if (delta < 0) return this.#unknown(Reason.counterReset);
    this.delta = delta;
    this.elapsedMs = elapsedMs;
    this.reason = Reason.known;
    this.rate = (delta * 1000) / elapsedMs;
    return this.rate;
  }

  /** As {@link set}, of a counter that is a double: exact up to 2^53. A slot keeps to one of the two. */
  setNumber(slot: number, value: number, timeMs: number): number {
    if (Number.isNaN(value)) return this.#unknown(Reason.notReported);
    return this.set(slot, 0, value, timeMs);
  }

  /** What the slot counts is another thing from now on: its next sample is the first. */
  forget(slot: number): void {
    if (slot < this.#time.length) this.#time[slot] = NaN;
  }

  #unknown(reason: Reason): number {
    this.rate = NaN;
    this.delta = NaN;
    this.elapsedMs = NaN;
    this.reason = reason;
    return NaN;
  }

  #grow(slots: number): void {
    const before = this.#time.length;
    const capacity = Math.max(slots, before * 2);
    const hi = new Uint32Array(capacity);
    const lo = new Float64Array(capacity);
    const time = new Float64Array(capacity).fill(NaN);
    hi.set(this.#hi);
    lo.set(this.#lo);
    time.set(this.#time);
    this.#hi = hi;
    this.#lo = lo;
    this.#time = time;
  }
}
