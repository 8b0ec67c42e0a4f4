import type { Counters } from '../../../lib/counters.ts';

/** Numbers for counters that are not series of their own, handed out and taken back. */
export class CounterPool {
  readonly #counters: Counters;
  readonly #free: number[] = [];
  #next = 0;

  constructor(counters: Counters) {
    this.#counters = counters;
  }

  get size(): number {
    return this.#next;
  }

  take(): number {
    return this.#free.pop() ?? this.#next++;
  }

  give(counter: number): void {
    this.#counters.forget(counter);
    this.#free.push(counter);
  }
}
