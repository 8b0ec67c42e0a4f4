import { WindowSums } from './window-means.ts';

const PARTS = 12;
/** Parts with values before a line is drawn through them. */
const needed = PARTS / 2;

/** Seconds until things are full, by a straight line through the means of the parts of a window. */
export class FillTimes {
  readonly #sums: WindowSums;
  /** Growth per second; NaN where too little is known. */
  readonly #slopes: Float64Array;

  constructor(pairs: number, windowMs: number) {
    this.#sums = new WindowSums(pairs, windowMs, PARTS);
    this.#slopes = new Float64Array(pairs).fill(Number.NaN);
  }

  /** Adds what is used at a time (epoch ms) and replaces it by the seconds until it is the total; infinite where it does not grow. */
  replace(used: Float64Array, totals: Float64Array, time: number): void {
    const isNew = this.#sums.advance(time);
    const { sums, counts } = this.#sums;
    const start = this.#sums.startOf(this.#sums.newest);
    for (let pair = 0; pair < used.length; pair++) {
      const value = used[pair] as number;
      if (isNew) this.#slopes[pair] = this.#slopeOf(pair);
      if (value === value) {
        sums[start + pair] = (sums[start + pair] as number) + value;
        counts[start + pair] = (counts[start + pair] as number) + 1;
      }
      used[pair] = secondsUntil((totals[pair] as number) - value, this.#slopes[pair] as number);
    }
  }

  adopt(from: FillTimes, old: number, pair: number): void {
    this.#sums.adopt(from.#sums, old, pair);
    this.#slopes[pair] = from.#slopes[old] as number;
  }

  forget(pair: number): void {
    this.#sums.forget(pair);
    this.#slopes[pair] = Number.NaN;
  }

  /** Least squares over the parts that have ended. */
  #slopeOf(pair: number): number {
    const { sums, counts, newest, parts, partMs } = this.#sums;
    let [n, sumX, sumY, sumXX, sumXY] = [0, 0, 0, 0, 0];
    for (let part = newest - parts + 1; part < newest; part++) {
      const at = this.#sums.startOf(part) + pair;
      const count = counts[at] as number;
      if (count === 0) continue;
      const [x, y] = [part - newest, (sums[at] as number) / count];
      n++;
      sumX += x;
      sumY += y;
      sumXX += x * x;
      sumXY += x * y;
    }
    if (n < needed) return Number.NaN;
    return (n * sumXY - sumX * sumY) / (n * sumXX - sumX * sumX) / (partMs / 1000);
  }
}

function secondsUntil(left: number, slope: number): number {
  if (Number.isNaN(left) || Number.isNaN(slope)) return Number.NaN;
  return slope > 0 ? Math.max(0, left) / slope : Infinity;
}
