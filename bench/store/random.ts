const STEP_HIGH = 0x9e3779b9;
const STEP_LOW = 0x7f4a7c15;

/** splitmix64 in 32-bit halves: the numbers of its C form without a BigInt for each. */
export class Random {
  #high: number;
  #low: number;

  constructor(seed: number) {
    this.#high = Math.floor(seed / 2 ** 32) >>> 0;
    this.#low = seed >>> 0;
  }

  /** Next double of [0, 1): the upper 53 of 64 bits. */
  next(): number {
    const sum = this.#low + STEP_LOW;
    this.#low = sum >>> 0;
    this.#high = (this.#high + STEP_HIGH + (sum > 0xffffffff ? 1 : 0)) >>> 0;
    let high = this.#high;
    let low = this.#low;
    [high, low] = multiply(high ^ (high >>> 30), low ^ ((low >>> 30) | (high << 2)), 0xbf58476d, 0x1ce4e5b9);
    [high, low] = multiply(high ^ (high >>> 27), low ^ ((low >>> 27) | (high << 5)), 0x94d049bb, 0x133111eb);
    low = (low ^ ((low >>> 31) | (high << 1))) >>> 0;
    high = (high ^ (high >>> 31)) >>> 0;
    return (high * 2 ** 21 + (low >>> 11)) / 2 ** 53;
  }

  /** Whole number of [0, limit). */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
}

/** Lower 64 bits of a product, in halves. */
function multiply(aHigh: number, aLow: number, bHigh: number, bLow: number): [high: number, low: number] {
  const [a0, a1, b0, b1] = [aLow & 0xffff, aLow >>> 16, bLow & 0xffff, bLow >>> 16];
  const low = a0 * b0;
  const middle = a0 * b1 + (low >>> 16);
  const cross = a1 * b0 + (middle & 0xffff);
  const carry = a1 * b1 + (middle >>> 16) + (cross >>> 16);
  return [
    (carry + Math.imul(aHigh, bLow) + Math.imul(aLow, bHigh)) >>> 0,
    ((cross << 16) | (low & 0xffff)) >>> 0,
  ];
}
