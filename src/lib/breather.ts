import { setImmediate } from 'node:timers/promises';

/**
 * Lets the event loop turn whenever a long piece of work has held it for `budgetMs`.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { Breather } from './breather.ts';
 * let now = 0;
 * const breather = new Breather({ budgetMs: 8, monotonic: () => now });
 * assert.equal(breather.isDue(), false);
 * now = 9;
 * assert.equal(breather.isDue(), true);
 * await breather.pause();
 * assert.equal(breather.isDue(), false);
 */
export class Breather {
  readonly #budgetMs: number;
  readonly #monotonic: () => number;
  #since: number;

  constructor({ budgetMs, monotonic }: { budgetMs: number; monotonic: () => number }) {
    this.#budgetMs = budgetMs;
    this.#monotonic = monotonic;
    this.#since = monotonic();
  }

  isDue(): boolean {
    return this.#monotonic() - this.#since >= this.#budgetMs;
  }

  /** Gives everybody else a turn. */
  async pause(): Promise<void> {
    await setImmediate();
    this.#since = this.#monotonic();
  }
}
