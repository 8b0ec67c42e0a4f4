import { intervalAt } from '../lib/interval.ts';
import type { Clock } from '../model/clock.ts';

export interface ScheduleOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  /** Must not reject. */
  readonly task: () => Promise<void>;
}

/**
 * Runs a task at once, or on the multiple of the interval of the wall clock that is about to come, and then at every
 * such multiple, so that each run falls into a row of its own; never two runs at a time. Waits by the monotonic clock: when the wall clock jumps, the next run
 * comes at most one interval later than it would have, and those after it are aligned again.
 */
export class Schedule {
  readonly #options: ScheduleOptions;
  /** Intervals that went by before the wait or run in progress. */
  #missed = 0;
  /** Monotonic ms of the first interval that the wait or run in progress would miss. */
  #nextMs = Infinity;

  constructor(options: ScheduleOptions) {
    this.#options = options;
  }

  /** Intervals without a run, those of a run that is overdue now included. */
  get missed(): number {
    return this.#missed + this.#passed();
  }

  /** Resolves when the signal has aborted and no run is in progress. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, intervalMs, task } = this.#options;
    // A first run this late would be in one row with the second.
    if (intervalAt(clock.now(), intervalMs) * intervalMs > clock.now()) await this.#wait(signal);
    while (!signal.aborted) {
      this.#nextMs = clock.monotonic() + this.#untilNext();
      await task();
      this.#countPassed();
      await this.#wait(signal);
      this.#countPassed();
    }
  }

  async #wait(signal: AbortSignal): Promise<void> {
    const { clock, intervalMs } = this.#options;
    const waitMs = this.#untilNext();
    const dueAt = clock.now() + waitMs;
    this.#nextMs = clock.monotonic() + waitMs + intervalMs;
    try {
      await clock.sleep(waitMs, signal);
      // Timers fire early and NTP slows the wall clock down: the interval must have begun.
      for (;;) {
        const earlyMs = dueAt - clock.now();
        if (earlyMs <= 0 || earlyMs >= intervalMs) return;
        await clock.sleep(earlyMs, signal);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #untilNext(): number {
    const { clock, intervalMs } = this.#options;
    return intervalMs - (clock.now() % intervalMs);
  }

  #countPassed(): void {
    this.#missed += this.#passed();
    this.#nextMs = Infinity;
  }

  #passed(): number {
    const { clock, intervalMs } = this.#options;
    const overMs = clock.monotonic() - this.#nextMs;
    return overMs < 0 ? 0 : Math.floor(overMs / intervalMs) + 1;
  }
}
