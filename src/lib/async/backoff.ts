export interface BackoffOptions {
  readonly firstMs: number;
  readonly longestMs: number;
  /** Like Math.random. */
  readonly random: () => number;
}

/**
 * How long to wait after each failure: twice as long as the time before, up to a limit, less up to a half by chance, so
 * that many clients that failed together do not come back together.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { Backoff } from './backoff.ts';
 * const backoff = new Backoff({ firstMs: 1000, longestMs: 3000, random: () => 0 });
 * assert.deepEqual([backoff.next(), backoff.next(), backoff.next()], [1000, 2000, 3000]);
 * backoff.reset();
 * assert.equal(backoff.next(), 1000);
 */
export class Backoff {
  readonly #options: BackoffOptions;
  #nextMs: number;

  constructor(options: BackoffOptions) {
    this.#options = options;
    this.#nextMs = options.firstMs;
  }

  /** Milliseconds to wait now. */
  next(): number {
    const { longestMs, random } = this.#options;
    const ms = Math.min(this.#nextMs, longestMs);
    this.#nextMs = ms * 2;
    return ms * (1 - random() / 2);
  }

  /** After a success. */
  reset(): void {
    this.#nextMs = this.#options.firstMs;
  }
}
