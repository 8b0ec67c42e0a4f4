import { join } from 'node:path';
import { runInBackground } from '../../lib/async/background.ts';
import { Backlog, type Gap } from './backlog.ts';
import type { QueuedBatch } from './fill.ts';
import { PositionFile } from './position.ts';

interface ProgressOptions {
  readonly name: string;
  /** Where the position is kept; null when nothing is. */
  readonly directory: string | null;
  /** Called with the reason when it cannot be read or kept. */
  readonly onFailure: (reason: string) => void;
  /** Called with bugs. */
  readonly onError: (error: unknown, what: string) => void;
}

/** Newest sample of each source that a receiver has, and the gaps before it; kept over restarts. */
export class Progress {
  readonly #options: ProgressOptions;
  readonly #file: PositionFile | null;
  /** Newest times by source: that were queued, that need not be sent any more, and that were taken. */
  readonly #queued = new Map<string, number>();
  readonly #done = new Map<string, number>();
  readonly #taken = new Map<string, number>();
  #backlog = new Backlog();

  constructor(options: ProgressOptions) {
    const { name, directory } = options;
    this.#options = options;
    this.#file = directory === null ? null : new PositionFile(join(directory, `${name}.json`));
  }

  /** Continues from an earlier run. */
  async read(): Promise<void> {
    try {
      const position = await this.#file?.read();
      this.#backlog = new Backlog(position?.gaps);
      for (const [source, ms] of Object.entries(position?.sources ?? {})) this.#done.set(source, ms);
    } catch (error) {
      this.#options.onFailure(`Cannot read where it was: ${reasonOf(error)}`);
    }
  }

  /** Sources that have delivered in this run. */
  get sources(): ReadonlyMap<string, number> {
    return this.#queued;
  }

  /** What the receiver lacks. */
  get backlog(): Backlog {
    return this.#backlog;
  }

  /** How far the newest sample taken is behind the newest there is, of the source that is furthest; null before the first. */
  get lagMs(): number | null {
    const lags = Array.from(this.#taken, ([source, ms]) => (this.#queued.get(source) ?? ms) - ms);
    return lags.length > 0 ? Math.max(...lags) : null;
  }

  /** Notes that the samples of a time are queued; returns the time before it, null where they are queued already. */
  queue(source: string, timeMs: number): number | null {
    const beforeMs = this.#queued.get(source);
    if (beforeMs === timeMs) return null;
    if (beforeMs === undefined) this.#begin(source, timeMs - 1);
    this.#queued.set(source, timeMs);
    return beforeMs ?? timeMs - 1;
  }

  /** Notes that at least a part of a batch was taken. */
  taken({ source, timeMs }: QueuedBatch): void {
    this.#taken.set(source, timeMs);
  }

  /** Notes that a batch need not be sent again. */
  done(item: QueuedBatch): void {
    this.#backlog.remove(gapOf(item));
    this.#done.set(item.source, item.timeMs);
    this.#saveLater();
  }

  /** Notes that a batch is not sent while it is new. */
  spilled(item: QueuedBatch): void {
    this.#backlog.add(gapOf(item));
  }

  /** Notes that a gap was filled, as far as it can be. */
  filled(gap: Gap): void {
    this.#backlog.remove(gap);
    this.#saveLater();
  }

  async save(): Promise<void> {
    try {
      await this.#file?.write({ sources: Object.fromEntries(this.#done), gaps: this.#backlog.list() });
    } catch (error) {
      this.#options.onFailure(`Cannot keep where it is: ${reasonOf(error)}`);
    }
  }

  /** What was kept while we were away, or had not been sent when we went, is missing. A new receiver misses nothing yet. */
  #begin(source: string, beforeMs: number): void {
    const doneMs = this.#done.get(source) ?? beforeMs;
    this.#backlog.add({ source, fromMs: doneMs, toMs: beforeMs });
    this.#done.set(source, doneMs);
    this.#taken.set(source, doneMs);
    this.#saveLater();
  }

  #saveLater(): void {
    runInBackground(this.save(), (error) => this.#options.onError(error, 'position of remote write'));
  }
}

/** The code of an error of the system, or its message. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : 'unknown';
}

function gapOf({ source, beforeMs, timeMs }: QueuedBatch): Gap {
  return { source, fromMs: beforeMs, toMs: timeMs };
}
