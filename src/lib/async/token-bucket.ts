export interface TokenBucketOptions {
  /** The largest burst. */
  readonly capacity: number;
  /** What comes back, and so what may come in the long run. */
  readonly perSecond: number;
  /** Monotonic ms. */
  readonly monotonic: () => number;
}

/**
 * Bounds a rate but lets bursts through.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { TokenBucket } from './token-bucket.ts';
 * let now = 0;
 * const bucket = new TokenBucket({ capacity: 3, perSecond: 1, monotonic: () => now });
 * assert.deepEqual([bucket.take(2), bucket.take(2)], [true, false]);
 * now = 1000;
 * assert.equal(bucket.take(2), true);
 */
export class TokenBucket {
  readonly #options: TokenBucketOptions;
  #tokens: number;
  #countedAt: number;

  constructor(options: TokenBucketOptions) {
    this.#options = options;
    this.#tokens = options.capacity;
    this.#countedAt = options.monotonic();
  }

  /** Takes so many tokens, all or none; false when they are not there. */
  take(count: number): boolean {
    const { capacity, perSecond, monotonic } = this.#options;
    const now = monotonic();
    this.#tokens = Math.min(capacity, this.#tokens + ((now - this.#countedAt) / 1000) * perSecond);
    this.#countedAt = now;
    if (count > this.#tokens) return false;
    this.#tokens -= count;
    return true;
  }
}
