import type { Timers } from '../src/timers.ts';

/** Timers that run when the test advances them. */
export class ManualTimers implements Timers {
  #now = 0;
  readonly #waiting = new Set<{ at: number; run: () => void }>();

  get waiting(): number {
    return this.#waiting.size;
  }

  now(): number {
    return this.#now;
  }

  set(run: () => void, ms: number): unknown {
    const timer = { at: this.#now + ms, run };
    this.#waiting.add(timer);
    return timer;
  }

  clear(timer: unknown): void {
    this.#waiting.delete(timer as { at: number; run: () => void });
  }

  /** Lets time pass and runs what falls into it, in order. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const due = [...this.#waiting].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#now = due.at;
      this.#waiting.delete(due);
      due.run();
    }
    this.#now = until;
  }
}
