import { EventLoopYielder } from '../lib/async/event-loop-yielder.ts';
import { inSlices } from '../lib/async/in-slices.ts';
import type { Batch } from '../model/batch.ts';
import type { Clock } from '../model/clock.ts';
import type { Source, SourceStatus } from '../model/source.ts';
import { report } from './report.ts';
import { Schedule } from './schedule.ts';

/** A poll that takes this many intervals is not merely late. */
const overdueIntervals = 3;

/** Work on a batch before the event loop turns. */
const TURN_MS = 8;

export interface RunnerOptions {
  readonly source: Source;
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly deliver: (batch: Batch) => Promise<void>;
  readonly onError: (error: unknown, what: string) => void;
}

/** What the pipeline counted for one source since its start. */
export interface PollCounts {
  readonly source: string;
  /** Polls that gave a batch. */
  readonly polls: number;
  /** Intervals without a poll. */
  readonly missed: number;
  /** Polls that threw. */
  readonly failed: number;
}

/** One source and its schedule. A poll that throws is a bug: reported, counted, and the source is down for it. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #schedule: Schedule;
  readonly #polling = new AbortController();
  #polls = 0;
  #failed = 0;
  /** Since when the polls throw, and how the last one did. */
  #bug: { readonly since: number; readonly reason: string } | null = null;
  /** When the poll in progress began, by both clocks. */
  #begun: { readonly time: number; readonly ms: number } | null = null;

  constructor(options: RunnerOptions) {
    const { clock, intervalMs } = options;
    this.#options = options;
    this.#schedule = new Schedule({ clock, intervalMs, task: () => this.#poll() });
  }

  /** Resolves when the signal has aborted and the poll in progress is done. */
  run(signal: AbortSignal): Promise<void> {
    return this.#schedule.run(signal);
  }

  /** Gives up the poll in progress; its batch goes nowhere. */
  abort(reason: unknown): void {
    this.#polling.abort(reason);
  }

  get counts(): PollCounts {
    const { source } = this.#options;
    return { source: source.name, polls: this.#polls, missed: this.#schedule.missed, failed: this.#failed };
  }

  /** The status of the source; down when its poll threw or does not end. */
  get status(): SourceStatus {
    const { source, clock, intervalMs } = this.#options;
    const status = source.status();
    if (this.#bug) return { ...status, up: false, ...this.#bug };
    const begun = this.#begun;
    const takenMs = begun ? clock.monotonic() - begun.ms : 0;
    if (!begun || takenMs < overdueIntervals * intervalMs) return status;
    const reason = `The poll that began ${Math.round(takenMs / 1000)} s ago has not ended`;
    return { ...status, up: false, reason, since: begun.time };
  }

  async #poll(): Promise<void> {
    const { source, clock, deliver, onError } = this.#options;
    const { signal } = this.#polling;
    const begun = { time: clock.now(), ms: clock.monotonic() };
    this.#begun = begun;
    try {
      const batch = await source.poll(signal);
      if (signal.aborted) return;
      this.#polls++;
      this.#bug = null;
      const figures = { missed: this.#schedule.missed, stuckCalls: source.stuckCalls };
      const yielder = new EventLoopYielder({ budgetMs: TURN_MS, monotonic: () => clock.monotonic() });
      await inSlices(report(batch, figures), yielder, signal);
      await deliver(batch);
    } catch (error) {
      if (signal.aborted) return;
      this.#failed++;
      const reason = `A bug stopped its poll: ${String(error)}`;
      const isKnown = this.#bug?.reason === reason;
      this.#bug = { since: this.#bug?.since ?? begun.time, reason };
      // Its status shows the fault while it lasts; the log has it once.
      if (!isKnown) onError(error, `poll of ${source.name}`);
    } finally {
      this.#begun = null;
    }
  }
}
