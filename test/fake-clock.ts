import type { Clock } from '../src/model/clock.ts';

/** A clock that stands still until the test moves it. */
export class FakeClock implements Clock {
  #now: number;
  #monotonic = 0;
  readonly #sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();

  /** @param now epoch ms to begin with. */
  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  /** Sleeps under way. */
  get sleepers(): number {
    return this.#sleepers.size;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const stop = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const sleeper = { at: this.#monotonic + ms, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', stop, { once: true });
    });
  }

  /** Lets `ms` pass: sleepers wake in order, each at its time, and what they do settles before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#monotonic + ms;
    await settle();
    for (;;) {
      const next = [...this.#sleepers].sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      this.pass(Math.max(0, next.at - this.#monotonic));
      this.#sleepers.delete(next);
      next.wake();
      await settle();
    }
    this.pass(end - this.#monotonic);
  }

  /** Lets `ms` pass while no timer runs, as when the event loop is blocked. */
  pass(ms: number): void {
    this.#now += ms;
    this.#monotonic += ms;
  }

  /** Sets the wall clock forward or back, as NTP or an administrator does. */
  jump(ms: number): void {
    this.#now += ms;
  }
}

/** Lets every promise that can go on do so. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
