/** Parts of a window; the newest is in progress. */
export const WINDOW_PARTS = 20;

/**
 * Sums of the newest values of many pairs by parts of a window of time, from which means are made. The parts begin at
 * multiples of their length.
 */
export class WindowSums {
  readonly pairs: number;
  readonly parts: number;
  readonly partMs: number;
  /** By part and pair. */
  readonly sums: Float64Array;
  readonly counts: Uint16Array;
  /** Number of the newest part since the epoch. */
  newest = -Infinity;

  constructor(pairs: number, windowMs: number, parts: number) {
    this.pairs = pairs;
    this.parts = parts;
    this.partMs = windowMs / parts;
    this.sums = new Float64Array(parts * pairs);
    this.counts = new Uint16Array(parts * pairs);
  }

  /** Makes room for a time (epoch ms): parts that are older than the window are empty then. Whether a part began. */
  advance(time: number): boolean {
    const part = Math.floor(time / this.partMs);
    if (part === this.newest) return false;
    const isNear = part > this.newest && part - this.newest < this.parts;
    const from = isNear ? this.newest + 1 : part - this.parts + 1;
    for (let one = from; one <= part; one++) {
      const start = this.startOf(one);
      this.sums.fill(0, start, start + this.pairs);
      this.counts.fill(0, start, start + this.pairs);
    }
    this.newest = part;
    return true;
  }

  /** Index of a part's first pair. */
  startOf(part: number): number {
    return (part % this.parts) * this.pairs;
  }

  /**
   * Takes over the parts of one pair; of another window there are none.
   *
   * @param weight how many values one of the other window stands for
   */
  adopt(from: WindowSums, old: number, pair: number, weight = 1): void {
    if (from.parts !== this.parts || from.partMs !== this.partMs) return;
    this.newest = from.newest;
    for (let part = 0; part < this.parts; part++) {
      const [to, at] = [part * this.pairs + pair, part * from.pairs + old];
      this.sums[to] = (from.sums[at] as number) * weight;
      this.counts[to] = (from.counts[at] as number) * weight;
    }
  }

  forget(pair: number): void {
    for (let at = pair; at < this.sums.length; at += this.pairs) this.sums[at] = this.counts[at] = 0;
  }
}

/** Means over a window of time; unknown until half of the window is known. */
export class WindowMeans {
  readonly #sums: WindowSums;
  readonly #intervalMs: number;
  readonly #needed: number;
  /** Over all parts, made again whenever a part begins, so that errors of rounding do not add up. */
  readonly #sum: Float64Array;
  readonly #count: Uint16Array;
  #isAdopted = false;

  constructor(pairs: number, windowMs: number, intervalMs: number) {
    this.#sums = new WindowSums(pairs, windowMs, WINDOW_PARTS);
    this.#intervalMs = intervalMs;
    this.#needed = Math.max(1, windowMs / intervalMs / 2);
    this.#sum = new Float64Array(pairs);
    this.#count = new Uint16Array(pairs);
  }

  /** Adds values of a time (epoch ms), and replaces them by the means. */
  replace(values: Float64Array, time: number): void {
    if (this.#sums.advance(time) || this.#isAdopted) this.#add();
    const { sums, counts } = this.#sums;
    const start = this.#sums.startOf(this.#sums.newest);
    for (let pair = 0; pair < values.length; pair++) {
      const value = values[pair] as number;
      if (value === value) {
        sums[start + pair] = (sums[start + pair] as number) + value;
        counts[start + pair] = (counts[start + pair] as number) + 1;
        this.#sum[pair] = (this.#sum[pair] as number) + value;
        this.#count[pair] = (this.#count[pair] as number) + 1;
      }
      const count = this.#count[pair] as number;
      values[pair] = count >= this.#needed ? (this.#sum[pair] as number) / count : Number.NaN;
    }
  }

  adopt(from: WindowMeans, old: number, pair: number): void {
    // Rows of minutes stand for twelve of five seconds each; a part of a value is none.
    const weight = from.#intervalMs / this.#intervalMs;
    if (!Number.isInteger(weight)) return;
    this.#sums.adopt(from.#sums, old, pair, weight);
    this.#isAdopted = true;
  }

  forget(pair: number): void {
    this.#sums.forget(pair);
    this.#sum[pair] = this.#count[pair] = 0;
  }

  #add(): void {
    this.#isAdopted = false;
    this.#sum.fill(0);
    this.#count.fill(0);
    const { sums, counts, pairs, parts } = this.#sums;
    for (let part = 0; part < parts; part++) {
      const start = part * pairs;
      for (let pair = 0; pair < pairs; pair++) {
        this.#sum[pair] = (this.#sum[pair] as number) + (sums[start + pair] as number);
        this.#count[pair] = (this.#count[pair] as number) + (counts[start + pair] as number);
      }
    }
  }
}
