import { aborted } from '../lib/async/aborted.ts';
import { EventLoopYielder } from '../lib/async/event-loop-yielder.ts';
import { inSlices } from '../lib/async/in-slices.ts';
import type { Batch } from '../model/batch.ts';
import type { Clock } from '../model/clock.ts';
import type { Source, SourceStatus } from '../model/source.ts';
import { report } from './report.ts';
import { Schedule } from './schedule.ts';

/** A poll that takes this many intervals is not merely late. */
const overdueIntervals = 3;

/** Longest work on a batch before the event loop turns. */
const TURN_MS = 8;

export interface RunnerOptions {
  readonly source: Source;
  readonly clock: Clock;
  /** Time of a poll in the interval of the source. */
  readonly phaseMs: number;
  /** Length of a row. */
  readonly stepMs: number;
  readonly deliver: (batch: Batch) => Promise<void>;
  readonly onError: (error: unknown, what: string) => void;
}

/** What the pipeline counted for one source since its start. */
export interface PollCounts {
  /** Its id. */
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
  readonly #scheduled = new AbortController();
  readonly #polling = new AbortController();
  #running: Promise<void> | null = null;
  #polls = 0;
  #failed = 0;
  /** Time since which the polls throw, and the message of the last error. */
  #bug: { readonly since: number; readonly reason: string } | null = null;
  /** When the poll in progress began, by both clocks. */
  #begun: { readonly time: number; readonly ms: number } | null = null;

  constructor(options: RunnerOptions) {
    const { clock, phaseMs, stepMs, source } = options;
    const { intervalMs } = source;
    const task = (rowEndMs: number): Promise<void> => this.#poll(rowEndMs);
    this.#options = options;
    this.#schedule = new Schedule({ clock, intervalMs, phaseMs, stepMs, task });
  }

  /** Begins to poll. */
  start(): void {
    this.#running = this.#schedule.run(this.#scheduled.signal);
  }

  /**
   * Ends the schedule and waits for the poll in progress, whose batch is still delivered. When the signal aborts it is
   * given up, and its batch is dropped.
   */
  async stop(signal?: AbortSignal): Promise<void> {
    this.#scheduled.abort();
    await (signal ? Promise.race([this.#running, aborted(signal)]) : this.#running);
    this.#polling.abort(signal?.reason);
  }

  get id(): string {
    return this.#options.source.id;
  }

  get counts(): PollCounts {
    return { source: this.id, polls: this.#polls, missed: this.#schedule.missed, failed: this.#failed };
  }

  /** The status of the source; down when its poll threw or does not end. */
  get status(): SourceStatus {
    const { source, clock } = this.#options;
    const status = source.status();
    if (this.#bug) return { ...status, up: false, ...this.#bug };
    const begun = this.#begun;
    const takenMs = begun ? clock.monotonic() - begun.ms : 0;
    if (!begun || takenMs < overdueIntervals * source.intervalMs) return status;
    const reason = `The poll that began ${Math.round(takenMs / 1000)} s ago has not ended`;
    return { ...status, up: false, reason, since: begun.time };
  }

  async #poll(rowEndMs: number): Promise<void> {
    const { source, clock, deliver, onError } = this.#options;
    const { signal } = this.#polling;
    const begun = { time: clock.now(), ms: clock.monotonic() };
    this.#begun = begun;
    try {
      const result = await source.poll(signal);
      if (signal.aborted) return;
      this.#polls++;
      this.#bug = null;
      const { time, durationMs, complete, series, values, reasons } = result;
      const { id, intervalMs } = source;
      const batch = { source: id, rowEndMs, time, intervalMs, durationMs, complete, series, values, reasons };
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
      if (!isKnown) onError(error, `poll of ${source.id}`);
    } finally {
      this.#begun = null;
    }
  }
}
