import { join } from 'node:path';
import { runInBackground } from '../../lib/async/background.ts';
import { Notifier } from '../../lib/async/notifier.ts';
import type { Batch } from '../../model/batch.ts';
import type { Clock } from '../../model/clock.ts';
import type { Store } from '../../store/mod.ts';
import type { QueuedBatch, Limit } from './fill.ts';
import { Backlog, type Gap } from './backlog.ts';
import { Sender } from './sender.ts';
import { Live } from './live.ts';
import { settingsOf, type RemoteWriteOptions, type RemoteWriteSettings } from './options.ts';
import { SeriesLabels } from './series-labels.ts';
import { PositionFile } from './position.ts';
import { WriteClient, type Outcome } from './write-client.ts';
import { Queue } from './queue.ts';
import { Replay } from './replay.ts';
import type { ReplaySource } from './replay-source.ts';
import type { RemoteWriteStatus } from './status.ts';

export interface RemoteWriteContext {
  readonly store: Pick<Store, 'entities' | 'entity' | 'newest'>;
  readonly replay: ReplaySource;
  /** Where the position is kept; null when nothing is. */
  readonly directory: string | null;
  readonly clock: Clock;
  readonly version: string;
  /** Called with bugs. */
  readonly onError: (error: unknown, what: string) => void;
  /** Like Math.random. */
  readonly random?: () => number;
}

/** Protobuf of a request, before compression; receivers take at least four times as much. */
const requestBytes = 8 * 1024 * 1024;

/**
 * Writes every batch to one Prometheus remote write receiver, and what the receiver missed from history.
 *
 * Two senders: live batches in order, and beside them the replay, which waits while the live sender fails. A live batch
 * waits for nothing but the live batches before it. At most `queueBatches` of a source wait; older ones spill into the
 * backlog, also the one that is being sent when it fails.
 */
export class RemoteWriter {
  readonly #settings: RemoteWriteSettings;
  readonly #context: RemoteWriteContext;
  readonly #client: WriteClient;
  readonly #labels: SeriesLabels;
  readonly #limit: Limit;
  readonly #file: PositionFile | null;
  readonly #stopping = new AbortController();
  readonly #queue: Queue;
  /** Newest times by source: that were queued, that need not be sent any more, and that were taken. */
  readonly #queued = new Map<string, number>();
  readonly #done = new Map<string, number>();
  readonly #taken = new Map<string, number>();
  #backlog = new Backlog();
  #work: Promise<unknown> | null = null;
  readonly #change = new Notifier();
  #isHealthy: boolean | null = null;
  #lastSuccess: number | null = null;
  #lastError: RemoteWriteStatus['lastError'] = null;
  readonly #counts = { sent: 0, replayed: 0, failed: 0, dropped: 0 };

  /** @throws {InputError} when the options are wrong. */
  constructor(options: RemoteWriteOptions, context: RemoteWriteContext) {
    this.#settings = settingsOf(options);
    this.#context = context;
    const { name, url, authorization, timeoutMs, labels, samplesPerRequest } = this.#settings;
    const headers = { 'User-Agent': `virtscope/${context.version}`, ...this.#settings.headers };
    this.#client = new WriteClient({ url, headers, authorization, timeoutMs, clock: context.clock });
    this.#queue = new Queue(this.#settings.queueBatches);
    this.#labels = new SeriesLabels(context.store, labels);
    this.#limit = { samples: samplesPerRequest, bytes: requestBytes };
    this.#file =
      context.directory === null ? null : new PositionFile(join(context.directory, `${name}.json`));
  }

  /** Reads the position and begins to send. */
  async start(): Promise<void> {
    try {
      const position = await this.#file?.read();
      this.#backlog = new Backlog(position?.gaps);
      for (const [source, ms] of Object.entries(position?.sources ?? {})) this.#done.set(source, ms);
    } catch (error) {
      this.#fail(`Cannot read where it was: ${reasonOf(error)}`);
    }
    const { signal } = this.#stopping;
    this.#work = Promise.allSettled([this.#live().run(signal), this.#replay().run(signal)]);
  }

  /** Takes a batch that the store has just appended; copies what it keeps. */
  append(batch: Batch): void {
    if (this.#stopping.signal.aborted) return;
    const { source, series, values } = batch;
    const timeMs = this.#timeOf(batch);
    if (timeMs === null) return;
    const beforeMs = this.#queued.get(source) ?? timeMs - 1;
    if (timeMs === this.#queued.get(source)) return;
    if (!this.#queued.has(source)) this.#begin(source, timeMs - 1);
    const sent = this.#labels.of(batch, timeMs);
    this.#queued.set(source, timeMs);
    const item = { source, timeMs, beforeMs, series: sent, values: values.slice(0, series.length) };
    const spilled = this.#queue.push(item);
    if (spilled) this.#backlog.add(gapOf(spilled));
    this.#change.notify();
  }

  status(): RemoteWriteStatus {
    const { name, url } = this.#settings;
    const { origin, pathname } = new URL(url);
    const replaySeconds = this.#backlog.totalMs / 1000;
    const lags = Array.from(this.#taken, ([source, ms]) => (this.#queued.get(source) ?? ms) - ms);
    return {
      name,
      url: origin + pathname,
      state: this.#state(),
      sentSamples: this.#counts.sent,
      replayedSamples: this.#counts.replayed,
      failedSamples: this.#counts.failed,
      droppedSamples: this.#counts.dropped,
      queuedBatches: this.#queue.length,
      lagSeconds: lags.length > 0 ? Math.floor(Math.max(...lags) / 1000) : null,
      replaySeconds,
      lastSuccess: this.#lastSuccess,
      lastError: this.#lastError,
    };
  }

  #state(): RemoteWriteStatus['state'] {
    if (this.#isHealthy === null) return 'starting';
    if (!this.#isHealthy) return 'failing';
    return this.#backlog.totalMs > 0 ? 'replaying' : 'ok';
  }

  /** The time of the batch's row in history: so a sample and its row in a replay are the same. */
  #timeOf({ series }: Batch): number | null {
    const { store } = this.#context;
    for (const entity of series.entities()) {
      if (store.entity(entity.class, entity.id) === entity) return store.newest(entity.class, entity.id);
    }
    return null;
  }

  /** Sends what waits, unless the receiver fails or the signal aborts, and ends. */
  async stop(signal?: AbortSignal): Promise<void> {
    const abort = (): void => this.#change.notify();
    signal?.addEventListener('abort', abort);
    while (this.#queue.length > 0 && this.#isHealthy !== false) {
      if (signal?.aborted) break;
      await this.#change.next;
    }
    signal?.removeEventListener('abort', abort);
    this.#stopping.abort(new Error('stopped'));
    await this.#work;
    await this.#save();
    this.#client.close();
  }

  #live(): Live {
    const { clock, onError } = this.#context;
    return new Live({
      clock,
      onError,
      queue: this.#queue,
      seriesLabels: this.#labels,
      limit: this.#limit,
      sender: this.#sender((outcome, samples) => {
        this.#isHealthy = outcome.kind === 'taken';
        this.#queue.isFailing = outcome.kind === 'failed';
        if (outcome.kind === 'taken') this.#counts.sent += samples;
      }),
      change: (signal) => this.#change.wait(signal),
      onTaken: ({ source, timeMs }) => this.#taken.set(source, timeMs),
      onEnd: (item) => {
        this.#backlog.remove(gapOf(item));
        this.#done.set(item.source, item.timeMs);
        this.#saveLater();
        this.#change.notify();
      },
    });
  }

  #replay(): Replay {
    const { replay: source, clock, random = Math.random } = this.#context;
    return new Replay({
      source,
      clock,
      random,
      sender: this.#sender((outcome, samples) => {
        if (outcome.kind === 'taken') this.#counts.replayed += samples;
      }),
      seriesLabels: this.#labels,
      limit: this.#limit,
      missing: () => (this.#isCalm() ? this.#backlog : null),
      // The entities of a source are known once it has delivered.
      sources: this.#queued,
      change: (signal) => this.#change.wait(signal),
      onFilled: (gap) => {
        this.#backlog.remove(gap);
        this.#saveLater();
        this.#change.notify();
      },
      onError: (error) => this.#fail(`Cannot read what was missed: ${reasonOf(error)}`),
    });
  }

  /** Whether live samples are taken, and no batch is sent that has become a gap. */
  #isCalm(): boolean {
    return this.#isHealthy === true && !this.#queue.isLate;
  }

  #sender(onOutcome: (outcome: Outcome, samples: number) => void): Sender {
    const { clock, random = Math.random } = this.#context;
    return new Sender({
      client: this.#client,
      random,
      onOutcome: (outcome, samples) => {
        onOutcome(outcome, samples);
        if (outcome.kind === 'taken') this.#lastSuccess = clock.now();
        else {
          this.#counts[outcome.kind === 'failed' ? 'failed' : 'dropped'] += samples;
          this.#fail(outcome.reason);
        }
        this.#change.notify();
      },
    });
  }

  /** What was kept while we were away, or had not been sent when we went, is missing. A new receiver misses nothing yet. */
  #begin(source: string, beforeMs: number): void {
    const doneMs = this.#done.get(source) ?? beforeMs;
    this.#backlog.add({ source, fromMs: doneMs, toMs: beforeMs });
    this.#done.set(source, doneMs);
    this.#taken.set(source, doneMs);
    this.#saveLater();
  }

  async #save(): Promise<void> {
    try {
      await this.#file?.write({ sources: Object.fromEntries(this.#done), gaps: this.#backlog.list() });
    } catch (error) {
      this.#fail(`Cannot keep where it is: ${reasonOf(error)}`);
    }
  }

  #saveLater(): void {
    runInBackground(this.#save(), (error) => this.#context.onError(error, 'position of remote write'));
  }

  #fail(reason: string): void {
    this.#lastError = { time: this.#context.clock.now(), reason };
  }
}

function gapOf({ source, beforeMs, timeMs }: QueuedBatch): Gap {
  return { source, fromMs: beforeMs, toMs: timeMs };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : 'unknown';
}
