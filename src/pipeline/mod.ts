import { aborted } from '../lib/async/aborted.ts';
import type { Batch } from '../model/batch.ts';
import type { Clock } from '../model/clock.ts';
import type { Source, SourceStatus } from '../model/source.ts';
import { Runner, type PollCounts } from './runner.ts';

export type { PollCounts } from './runner.ts';

export interface PipelineOptions {
  readonly sources: readonly Source[];
  /**
   * Called with every batch, in this order. They copy what they keep and queue the rest; one that has much to copy lets
   * the event loop turn meanwhile, and the source is not asked again before it has.
   */
  readonly consumers: readonly ((batch: Batch) => void | Promise<void>)[];
  readonly clock: Clock;
  readonly intervalMs: number;
  /** Called with a bug, a poll or a consumer that threw, once until it throws something else or works again; the others go on. */
  readonly onError: (error: unknown, what: string) => void;
}

export interface Pipeline {
  /** Polls every source at once and from then on at multiples of the interval. */
  start(): void;
  /**
   * Ends the schedule and waits for the polls in progress, whose batches are still delivered. When the signal
   * aborts they are given up, and nothing is delivered any more.
   */
  stop(signal?: AbortSignal): Promise<void>;
  /** The status of every source; down when its poll threw or does not end. */
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
 * const pipeline = createPipeline({ sources: [], consumers: [], clock, intervalMs: 5000, onError: () => {} });
 * pipeline.start();
 * await pipeline.stop();
 * assert.deepEqual(pipeline.sources(), []);
 */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { sources, consumers, clock, intervalMs, onError } = options;
  /** By source and consumer, with what it threw last. */
  const thrown = new Map<string, string>();
  const deliver = async (batch: Batch): Promise<void> => {
    for (const [i, consume] of consumers.entries()) {
      const key = `${i} ${batch.source}`;
      try {
        await consume(batch);
        thrown.delete(key);
      } catch (error) {
        if (thrown.get(key) === String(error)) continue;
        thrown.set(key, String(error));
        onError(error, `consumer of ${batch.source}`);
      }
    }
  };
  const runners = sources.map((source) => new Runner({ source, clock, intervalMs, deliver, onError }));
  const schedule = new AbortController();
  let loops: Promise<void>[] | null = null;
  return {
    start: () => {
      if (loops) throw new Error('Cannot start the pipeline: already started');
      loops = runners.map((runner) => runner.run(schedule.signal));
    },
    stop: async (signal) => {
      schedule.abort();
      const drained = Promise.all(loops ?? []);
      await (signal ? Promise.race([drained, aborted(signal)]) : drained);
      for (const runner of runners) runner.abort(signal?.reason);
    },
    sources: () => runners.map((runner) => runner.status),
    counts: () => runners.map((runner) => runner.counts),
  };
}
