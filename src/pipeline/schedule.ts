import { rowEndAt } from '../lib/interval.ts';
import type { Clock } from '../model/clock.ts';

export interface ScheduleOptions {
  readonly clock: Clock;
  readonly intervalMs: number;
  /** Runs are due so long after each multiple of the interval: from 0 to the interval. @default 0 */
  readonly phaseMs?: number;
  /** Length of the rows that runs belong to; the interval is a multiple of it. @default the interval */
  readonly stepMs?: number;
  /** Called with the end of the row that the run belongs to, epoch ms. Must not reject. */
  readonly task: (rowEndMs: number) => Promise<void>;
}

/** Share of a step: where a run is due within it, the first run waits for that time instead of starting at once. */
const SOON = 0.1;

/**
 * Runs a task at once, or at its due time where that is close, and then whenever the wall clock is at its phase of an
 * interval; never two runs at a time. Each run belongs to the newest row that has ended when it is due, however late it
 * begins; no two runs belong to the same row.
 *
 * Waits by the monotonic clock: when the wall clock jumps, the next run comes at most one interval later than it would
 * have, belongs to the row of the time it finds, and those after it are aligned again.
 */
export class Schedule {
  readonly #options: Required<ScheduleOptions>;
  /** Intervals that were missed before the wait or run in progress. */
  #missed = 0;
  /** Monotonic ms of the first interval that the wait or run in progress would miss. */
  #nextMs = Infinity;
  /** End of the row of the run in progress, and of the last one. */
  #rowEndMs = -Infinity;

  constructor(options: ScheduleOptions) {
    this.#options = { phaseMs: 0, stepMs: options.intervalMs, ...options };
  }

  /** Intervals without a run, those of a run that is overdue now included. */
  get missed(): number {
    return this.#missed + this.#passed();
  }

  /** Resolves when the signal has aborted and no run is in progress. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, stepMs, task } = this.#options;
    const now = clock.now();
    if (this.#dueAfter(now) - now <= SOON * stepMs) await this.#wait(signal);
    else this.#rowEndMs = rowEndAt(now, stepMs);
    while (!signal.aborted) {
      this.#nextMs = clock.monotonic() + this.#untilNext();
      await task(this.#rowEndMs);
      this.#countPassed();
      await this.#wait(signal);
      this.#countPassed();
    }
  }

  /** Waits until the next run is due, and finds the row it belongs to. */
  async #wait(signal: AbortSignal): Promise<void> {
    const { clock, intervalMs, stepMs } = this.#options;
    const waitMs = this.#untilNext();
    const dueAt = clock.now() + waitMs;
    this.#nextMs = clock.monotonic() + waitMs + intervalMs;
    try {
      await clock.sleep(waitMs, signal);
      // Timers fire early and NTP slows the wall clock down: the interval must have begun.
      for (;;) {
        const earlyMs = dueAt - clock.now();
        if (earlyMs <= 0 || earlyMs >= intervalMs) break;
        await clock.sleep(earlyMs, signal);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    const lateMs = clock.now() - dueAt;
    const isDue = lateMs >= 0 && lateMs < intervalMs;
    this.#rowEndMs = rowEndAt(isDue ? dueAt : clock.now(), stepMs);
  }

  #untilNext(): number {
    const now = this.#options.clock.now();
    const due = this.#dueAfter(now);
    // The first run, and one after a jump, may have been in the row of the next that would be due.
    const isSameRow = rowEndAt(due, this.#options.stepMs) === this.#rowEndMs;
    return due - now + (isSameRow ? this.#options.intervalMs : 0);
  }

  /** When a run is due next after a time, epoch ms. */
  #dueAfter(time: number): number {
    const { intervalMs, phaseMs } = this.#options;
    return (Math.floor((time - phaseMs) / intervalMs) + 1) * intervalMs + phaseMs;
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
