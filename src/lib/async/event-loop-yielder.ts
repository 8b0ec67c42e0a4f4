import { setImmediate } from 'node:timers/promises';

/**
 * Lets the event loop turn whenever a long piece of work has held it for `budgetMs`.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { EventLoopYielder } from './event-loop-yielder.ts';
 * let now = 0;
 * const yielder = new EventLoopYielder({ budgetMs: 8, monotonic: () => now });
 * assert.equal(yielder.isDue(), false);
 * now = 9;
 * assert.equal(yielder.isDue(), true);
 * await yielder.pause();
 * assert.equal(yielder.isDue(), false);
 */
export class EventLoopYielder {
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

  /** Resolves after the event loop has turned. */
  async pause(): Promise<void> {
    await setImmediate();
    this.#since = this.#monotonic();
  }
}
