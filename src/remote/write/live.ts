import type { Clock } from '../../model/clock.ts';
import { fillLive, type QueuedBatch, type Limit } from './fill.ts';
import type { Sender, Pause } from './sender.ts';
import type { SourceSeries } from './labels/entity-series.ts';
import type { SeriesLabels } from './labels/series-labels.ts';
import type { Current, Queue } from './queue.ts';
import { WriteRequest } from './write-request.ts';

export interface LiveContext {
  readonly queue: Queue;
  readonly sender: Sender;
  readonly seriesLabels: SeriesLabels;
  readonly limit: Limit;
  readonly clock: Clock;
  /** Waits until the queue may have changed. @throws the signal's reason. */
  readonly change: (signal: AbortSignal) => Promise<void>;
  /** Called with a batch of which at least a part was taken. */
  readonly onTaken: (item: QueuedBatch) => void;
  /** Called with a batch that need not be sent again; not with one that was pushed out and failed. */
  readonly onEnd: (item: QueuedBatch) => void;
  /** Called with bugs. */
  readonly onError: (error: unknown, what: string) => void;
}

/** Sends the batches of a queue, one after the other. */
export class Live {
  readonly #context: LiveContext;
  readonly #request = new WriteRequest();
  /** By source, what the receiver was last sent. */
  readonly #series = new Map<string, SourceSeries>();

  constructor(context: LiveContext) {
    this.#context = context;
  }

  /** Goes on until the signal aborts. @throws the signal's reason. */
  async run(signal: AbortSignal): Promise<never> {
    const { queue, change, onEnd, onError } = this.#context;
    let thrown: string | null = null;
    for (;;) {
      const next = queue.next();
      if (!next) {
        await change(signal);
        continue;
      }
      try {
        if (await this.#send(next, signal)) onEnd(next.item);
        thrown = null;
      } catch (error) {
        if (signal.aborted) throw error;
        this.#request.reset();
        // Once, until it throws something else or works again.
        if (thrown !== String(error)) onError(error, `remote write of ${next.item.source}`);
        thrown = String(error);
        onEnd(next.item);
      }
    }
  }

  /** Whether all of it was taken or refused; not when it was pushed out meanwhile and failed again. */
  async #send({ item, left }: Current, signal: AbortSignal): Promise<boolean> {
    const { sender, seriesLabels, limit, onTaken } = this.#context;
    const { source, series } = item;
    const last = this.#series.get(source) ?? null;
    const staleMarkers = last === series ? [] : seriesLabels.staleMarkers(last, item);
    for (const _ of fillLive(this.#request, item, staleMarkers, limit)) {
      const outcome = await sender.deliver(this.#request, signal, this.#pause(signal, left));
      if (outcome === 'left') return false;
      this.#series.set(source, series);
      if (outcome === 'taken') onTaken(item);
    }
    this.#series.set(source, series);
    return true;
  }

  /** A batch that is pushed out does not keep the next waiting, except when the receiver asked for patience. */
  #pause(signal: AbortSignal, left: AbortSignal): Pause {
    const { clock } = this.#context;
    return async (askedMs, backoffMs) => {
      if (askedMs > 0) await clock.sleep(askedMs, signal);
      if (backoffMs > askedMs) {
        const rest = clock.sleep(backoffMs - askedMs, AbortSignal.any([signal, left]));
        await rest.catch(() => signal.throwIfAborted());
      }
      return !left.aborted;
    };
  }
}
