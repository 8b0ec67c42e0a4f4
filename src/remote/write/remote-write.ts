import { Notifier } from '../../lib/async/notifier.ts';
import type { Batch } from '../../model/batch.ts';
import type { Clock } from '../../model/clock.ts';
import type { Store } from '../../store/mod.ts';
import type { Limit, QueuedBatch } from './fill.ts';
import { SeriesLabels } from './labels/series-labels.ts';
import { Live } from './live.ts';
import { settingsOf, type RemoteWriteOptions, type RemoteWriteSettings } from './options.ts';
import { Progress, reasonOf } from './progress.ts';
import { Queue } from './queue.ts';
import { ReceiverHealth } from './receiver-health.ts';
import type { ReplaySource } from './replay-source.ts';
import { Replay } from './replay.ts';
import { Sender } from './sender.ts';
import type { RemoteWriteStatus } from './status.ts';
import { WriteClient, type Outcome } from './write-client.ts';

export interface RemoteWriteContext {
  readonly store: Pick<Store, 'entities' | 'entity' | 'batchRow'>;
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
  readonly #queue: Queue;
  readonly #progress: Progress;
  readonly #health: ReceiverHealth;
  readonly #stopping = new AbortController();
  readonly #change = new Notifier();
  #work: Promise<unknown> | null = null;

  /** @throws {InputError} when the options are wrong. */
  constructor(options: RemoteWriteOptions, context: RemoteWriteContext) {
    this.#settings = settingsOf(options);
    this.#context = context;
    const { clock, directory, onError } = context;
    const { name, url, authorization, timeoutMs, labels, samplesPerRequest, queueBatches } = this.#settings;
    const headers = { 'User-Agent': `virtscope/${context.version}`, ...this.#settings.headers };
    this.#client = new WriteClient({ url, headers, authorization, timeoutMs, clock });
    this.#queue = new Queue(queueBatches);
    this.#labels = new SeriesLabels(context.store, labels);
    this.#limit = { samples: samplesPerRequest, bytes: requestBytes };
    this.#health = new ReceiverHealth(clock);
    const onFailure = (reason: string): void => this.#health.fail(reason);
    this.#progress = new Progress({ name, directory, onFailure, onError });
  }

  /** Reads the position and begins to send. */
  async start(): Promise<void> {
    await this.#progress.read();
    const { signal } = this.#stopping;
    this.#work = Promise.allSettled([this.#live().run(signal), this.#replay().run(signal)]);
  }

  /** Takes a batch that the store has just appended; copies what it keeps. */
  append(batch: Batch): void {
    if (this.#stopping.signal.aborted) return;
    const { source, series, values } = batch;
    const timeMs = this.#timeOf(batch);
    if (timeMs === null) return;
    const beforeMs = this.#progress.queue(source, timeMs);
    if (beforeMs === null) return;
    const sent = this.#labels.of(batch, timeMs);
    this.#push({ source, timeMs, beforeMs, series: sent, values: values.slice(0, series.length) });
  }

  /** Ends the series of a source that was removed, a millisecond after their newest samples. */
  remove(source: string): void {
    const lastMs = this.#progress.sources.get(source);
    if (lastMs === undefined || this.#stopping.signal.aborted) return;
    const timeMs = lastMs + 1;
    const beforeMs = this.#progress.queue(source, timeMs) ?? lastMs;
    const series = this.#labels.ofRemoved(source, timeMs);
    this.#push({ source, timeMs, beforeMs, series, values: new Float64Array(0) });
  }

  #push(item: QueuedBatch): void {
    const spilled = this.#queue.push(item);
    if (spilled) this.#progress.spilled(spilled);
    this.#change.notify();
  }

  status(): RemoteWriteStatus {
    const { name, url } = this.#settings;
    const { origin, pathname } = new URL(url);
    const { lagMs, backlog } = this.#progress;
    return {
      name,
      url: origin + pathname,
      state: this.#state(),
      queuedBatches: this.#queue.length,
      lagSeconds: lagMs === null ? null : Math.floor(lagMs / 1000),
      replaySeconds: backlog.totalMs / 1000,
      ...this.#health.status(),
    };
  }

  #state(): RemoteWriteStatus['state'] {
    const { takesLive } = this.#health;
    if (takesLive === null) return 'starting';
    if (!takesLive) return 'failing';
    return this.#progress.backlog.totalMs > 0 ? 'replaying' : 'ok';
  }

  /**
   * The time of the batch's row in history: so a sample and its row in a replay are the same. Null where the batch is no
   * row, or every entity of it is another source's.
   */
  #timeOf({ source, series, rowEndMs }: Batch): number | null {
    const { store } = this.#context;
    if (store.batchRow(source) !== rowEndMs) return null;
    for (const entity of series.entities()) {
      if (store.entity(entity.class, entity.id) === entity) return rowEndMs;
    }
    return null;
  }

  /** Sends what waits, unless the receiver fails or the signal aborts, and ends. */
  async stop(signal?: AbortSignal): Promise<void> {
    const abort = (): void => this.#change.notify();
    signal?.addEventListener('abort', abort);
    while (this.#queue.length > 0 && this.#health.takesLive !== false) {
      if (signal?.aborted) break;
      await this.#change.next;
    }
    signal?.removeEventListener('abort', abort);
    this.#stopping.abort(new Error('stopped'));
    await this.#work;
    await this.#progress.save();
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
        this.#queue.isFailing = outcome.kind === 'failed';
        this.#health.note({ outcome, samples, isLive: true });
      }),
      change: (signal) => this.#change.wait(signal),
      onTaken: (item) => this.#progress.taken(item),
      onEnd: (item) => {
        this.#progress.done(item);
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
      sender: this.#sender((outcome, samples) => this.#health.note({ outcome, samples, isLive: false })),
      seriesLabels: this.#labels,
      limit: this.#limit,
      missing: () => (this.#isCalm() ? this.#progress.backlog : null),
      // The entities of a source are known once it has delivered.
      sources: this.#progress.sources,
      change: (signal) => this.#change.wait(signal),
      onFilled: (gap) => {
        this.#progress.filled(gap);
        this.#change.notify();
      },
      onError: (error) => this.#health.fail(`Cannot read what was missed: ${reasonOf(error)}`),
    });
  }

  /** Whether live samples are taken, and no batch is sent that has become a gap. */
  #isCalm(): boolean {
    return this.#health.takesLive === true && !this.#queue.isLate;
  }

  #sender(onOutcome: (outcome: Outcome, samples: number) => void): Sender {
    const { random = Math.random } = this.#context;
    return new Sender({
      client: this.#client,
      random,
      onOutcome: (outcome, samples) => {
        onOutcome(outcome, samples);
        this.#change.notify();
      },
    });
  }
}
