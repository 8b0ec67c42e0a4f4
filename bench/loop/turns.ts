/** Length of the tick, in ms: two turns that are shorter may be counted as one. */
const tickMs = 1;

/** Processor time that this thread has had since a `process.threadCpuUsage()`, in ms. */
export function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/**
 * The longest turns of this thread's event loop in processor time, which the machine's other work does not lengthen as
 * it does a delay.
 *
 * @example
 * import { TurnWatch } from './turns.ts';
 * using watch = new TurnWatch();
 * await new Promise((resolve) => setTimeout(resolve, 10));
 * console.log(watch.longestMs);
 */
export class TurnWatch implements Disposable {
  readonly #timer: NodeJS.Timeout;
  #last = process.threadCpuUsage();
  #longestMs = 0;

  constructor() {
    this.#timer = setInterval(() => this.#look(), tickMs).unref();
  }

  /** Since it began, or since {@link reset}. */
  get longestMs(): number {
    this.#look();
    return this.#longestMs;
  }

  reset(): void {
    this.#last = process.threadCpuUsage();
    this.#longestMs = 0;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = process.threadCpuUsage();
    this.#longestMs = Math.max(
      this.#longestMs,
      (now.user + now.system - this.#last.user - this.#last.system) / 1000,
    );
    this.#last = now;
  }
}
