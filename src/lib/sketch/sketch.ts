/** Bits of the fraction that choose a bucket: 32 buckets between a power of two and the next. */
const FRACTION_BITS = 5;
/** Bits of the fraction that are in the upper half of a double. */
const UPPER_FRACTION_BITS = 20;
/** Bounds of what is told apart: 60 powers of two, 1,920 buckets at most. */
const LEAST = 2 ** -30;
const MOST = 2 ** 30;

/** How far a quantile can be from the exact one, as a part of it: half the width of a bucket. */
export const SKETCH_ERROR = 2 ** -(FRACTION_BITS + 1);

const bits = new DataView(new ArrayBuffer(8));

/** Number of the bucket of a value, with so many bits of its fraction. */
function bucketOf(value: number, fractionBits: number): number {
  bits.setFloat64(0, value);
  return bits.getUint32(0) >>> (UPPER_FRACTION_BITS - fractionBits);
}

/** The least value of a bucket. */
function boundOf(bucket: number, fractionBits: number): number {
  bits.setUint32(0, bucket << (UPPER_FRACTION_BITS - fractionBits));
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/**
 * How many values there were of each size, without the values: buckets that are equally wide between a power of two and
 * the next (log-linear). Its size does not depend on how many they are; two are merged without a loss.
 *
 * Values are ≥ 0, of any unit; those below 2⁻³⁰ and above 2³⁰ are counted as these.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { Sketch, SKETCH_ERROR } from './sketch.ts';
 * const sketch = new Sketch();
 * for (const seconds of [0.1, 0.2, 0.3, 4]) sketch.record(seconds);
 * const median = sketch.quantile(0.5);
 * assert.ok(median !== null && Math.abs(median - 0.2) <= 0.2 * SKETCH_ERROR);
 * assert.deepEqual([sketch.count, sketch.max], [4, 4]);
 */
export class Sketch {
  readonly #counts = new Map<number, number>();
  #count = 0;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  /** Exact; null where there is no value. */
  get max(): number | null {
    return this.#count === 0 ? null : this.#max;
  }

  /** Buckets in use. */
  get size(): number {
    return this.#counts.size;
  }

  /** About 20 ns (sketch.bench.ts). @throws {RangeError} for what is no size. */
  record(value: number): void {
    if (!(value >= 0)) throw new RangeError(`Cannot record ${value}: it is no size`);
    if (value > this.#max) this.#max = value;
    this.#add(bucketOf(Math.min(Math.max(value, LEAST), MOST), FRACTION_BITS), 1);
  }

  /** Adds the values of another, as if they had been recorded here. */
  merge(other: Sketch): void {
    if (other.#max > this.#max) this.#max = other.#max;
    for (const [bucket, count] of other.#counts) this.#add(bucket, count);
  }

  /**
   * The value that so many of all are not above (nearest rank); null where there is none.
   *
   * @param part 0 to 1.
   */
  quantile(part: number): number | null {
    const rank = Math.max(1, Math.ceil(part * this.#count));
    if (rank >= this.#count) return this.max;
    let seen = 0;
    for (const [bucket, count] of this.#sorted()) {
      seen += count;
      if (seen < rank) continue;
      const middle = (boundOf(bucket, FRACTION_BITS) + boundOf(bucket + 1, FRACTION_BITS)) / 2;
      return Math.min(middle, this.#max);
    }
    return this.#max;
  }

  /** Coarser buckets, four between a power of two and the next, the least first: the bound that their values are below, and how many these are. */
  buckets(): [bound: number, count: number][] {
    const coarse = new Map<number, number>();
    for (const [bucket, count] of this.#sorted()) {
      const bound = boundOf((bucket >> (FRACTION_BITS - 2)) + 1, 2);
      coarse.set(bound, (coarse.get(bound) ?? 0) + count);
    }
    return [...coarse];
  }

  #add(bucket: number, count: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
    this.#count += count;
  }

  #sorted(): [bucket: number, count: number][] {
    return [...this.#counts].sort(([one], [other]) => one - other);
  }
}
