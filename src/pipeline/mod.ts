import { aborted } from '../lib/async/aborted.ts';
import type { Clock } from '../model/clock.ts';
import { InputError } from '../model/error.ts';
import type { Source, SourceStatus } from '../model/source.ts';
import { Consumers, type Consumer } from './consumer.ts';
import { Phases } from './phases.ts';
import { Runner, type PollCounts } from './runner.ts';
import { Schedule } from './schedule.ts';

export type { Consumer } from './consumer.ts';
export type { PollCounts } from './runner.ts';

export interface PipelineOptions {
  readonly consumers: readonly Consumer[];
  readonly clock: Clock;
  /** Length of a row; the interval of every source is a multiple of it. */
  readonly stepMs: number;
  /** Called with a bug, a poll or a consumer that threw, once until it throws something else or works again; the others go on. */
  readonly onError: (error: unknown, what: string) => void;
}

export interface Pipeline {
  /**
   * Adds a source, which is polled at once where the pipeline has started, and from then on at its phase of its interval.
   *
   * @throws {InputError} SOURCE_DUPLICATE; CONFIG_INVALID where its interval is no multiple of the step.
   */
  add(source: Source): void;
  /**
   * Ends the schedule of a source and waits for its poll in progress, whose batch is still delivered, or for the signal;
   * then consumers forget the source. It is not closed: it belongs to the caller. Its id is free when this resolves.
   *
   * @throws {InputError} SOURCE_UNKNOWN
   */
  remove(id: string, signal?: AbortSignal): Promise<void>;
  /** Polls every source at once and from then on at its phase of its interval. */
  start(): void;
  /**
   * Ends the schedules and waits for the polls in progress, whose batches are still delivered. When the signal
   * aborts they are given up, and nothing is delivered any more.
   */
  stop(signal?: AbortSignal): Promise<void>;
  /** The status of every source, in the order in which they were added; down when its poll threw or does not end. */
  sources(): SourceStatus[];
  /** In the order of the sources. */
  counts(): PollCounts[];
}

/**
 * Drives the sources, each on a schedule of its own, and hands every batch to the consumers. A source that is slow
 * or broken stops no other. The pipeline writes the figures of a source on itself into its batch (report.ts).
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { systemClock } from '../model/clock.ts';
 * import { createPipeline } from './mod.ts';
 * const clock = systemClock;
 * const pipeline = createPipeline({ consumers: [], clock, stepMs: 5000, onError: () => {} });
 * pipeline.start();
 * await pipeline.stop();
 * assert.deepEqual(pipeline.sources(), []);
 */
export function createPipeline(options: PipelineOptions): Pipeline {
  return new SourcePipeline(options);
}

/** A source that was added, and its place in the interval. */
interface Added {
  readonly runner: Runner;
  readonly place: number;
  /** Its removal, while that goes on. */
  removing: Promise<void> | null;
}

class SourcePipeline implements Pipeline {
  readonly #options: PipelineOptions;
  readonly #consumers: Consumers;
  readonly #phases = new Phases();
  /** By id, also those that are being removed. */
  readonly #added = new Map<string, Added>();
  readonly #stopping = new AbortController();
  #rows: Promise<void> | null = null;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#consumers = new Consumers(options.consumers, options.onError);
  }

  add(source: Source): void {
    const { id, intervalMs } = source;
    const { clock, stepMs, onError } = this.#options;
    if (this.#added.has(id)) {
      throw new InputError('SOURCE_DUPLICATE', `Cannot add source ${id}: its id is taken`);
    }
    if (intervalMs <= 0 || intervalMs % stepMs !== 0) {
      const state = `its interval of ${intervalMs / 1000} s is no multiple of the step of ${stepMs / 1000} s`;
      throw new InputError('CONFIG_INVALID', `Cannot add source ${id}: ${state}`);
    }
    const place = this.#phases.take();
    const phaseMs = this.#phases.phaseMs(place, intervalMs);
    const deliver = this.#consumers.append.bind(this.#consumers);
    const runner = new Runner({ source, clock, phaseMs, stepMs, deliver, onError });
    this.#added.set(id, { runner, place, removing: null });
    if (this.#rows && !this.#stopping.signal.aborted) runner.start();
  }

  async remove(id: string, signal?: AbortSignal): Promise<void> {
    const added = this.#added.get(id);
    if (!added) throw new InputError('SOURCE_UNKNOWN', `Cannot remove source ${id}: there is none`);
    await (added.removing ??= this.#remove(id, added, signal));
  }

  async #remove(id: string, { runner, place }: Added, signal?: AbortSignal): Promise<void> {
    await runner.stop(signal);
    await this.#consumers.remove(id);
    this.#added.delete(id);
    this.#phases.release(place);
  }

  start(): void {
    if (this.#rows) throw new Error('Cannot start the pipeline: already started');
    const { clock, stepMs } = this.#options;
    const task = (rowEndMs: number): Promise<void> => this.#consumers.closeRows(rowEndMs);
    this.#rows = new Schedule({ clock, intervalMs: stepMs, task }).run(this.#stopping.signal);
    for (const { runner } of this.#added.values()) runner.start();
  }

  async stop(signal?: AbortSignal): Promise<void> {
    this.#stopping.abort();
    const stopped = Array.from(this.#added.values(), ({ runner }) => runner.stop(signal));
    await Promise.all(stopped);
    await (signal ? Promise.race([this.#rows, aborted(signal)]) : this.#rows);
  }

  sources(): SourceStatus[] {
    return Array.from(this.#added.values(), ({ runner }) => runner.status);
  }

  counts(): PollCounts[] {
    return Array.from(this.#added.values(), ({ runner }) => runner.counts);
  }
}
