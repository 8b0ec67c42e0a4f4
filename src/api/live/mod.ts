import type { FastifyReply, FastifyRequest } from 'fastify';
import { EventLoopYielder } from '../../lib/async/event-loop-yielder.ts';
import { formatEvent, type EventStream } from '../../lib/sse.ts';
import type { Clock } from '../../model/clock.ts';
import type { Store } from '../../store/mod.ts';
import type { ApiLogger } from '../context.ts';
import { openEventStream } from '../http/streams/event-stream.ts';
import type { JsonChunks } from '../http/json-chunks.ts';
import type { StreamLimiter } from '../http/streams/stream-limiter.ts';

/** An event before it is written: its name, and its data as JSON in chunks. */
export type FeedEvent = readonly [name: string, json: JsonChunks];

/** What one kind of reader sees change: shared by all readers of the same address. */
export interface Feed {
  /** Events that give a new reader the whole state. */
  fresh(): FeedEvent[] | Promise<FeedEvent[]>;
  /** Events since the last call; none when nothing changed. */
  next(): FeedEvent[] | Promise<FeedEvent[]>;
  /** Nothing will ever come again. */
  readonly over: boolean;
}

export interface LiveOptions {
  readonly store: Pick<Store, 'subscribe'>;
  readonly clock: Clock;
  readonly limiter: StreamLimiter;
  readonly logger: ApiLogger;
}

/** Longest work between two turns of the event loop. */
const budgetMs = 5;

/**
 * All open event streams. Feeds are asked once after an append, in turns of their own, so that neither the poll
 * waits for the readers nor ten readers of one table cost more than one. All work is done in order: the
 * first event of a new reader has the state that the events after it change.
 */
export class Live {
  readonly #open = new Map<string, { feed: Feed; streams: Set<EventStream> }>();
  readonly #streams = new Set<EventStream>();
  readonly #limiter: StreamLimiter;
  readonly #logger: ApiLogger;
  readonly #yielder: EventLoopYielder;
  readonly #unsubscribe: () => void;
  #work = Promise.resolve();
  #isUpdateDue = false;
  #appends = 0;
  #sequence = 0;

  constructor({ store, clock, limiter, logger }: LiveOptions) {
    this.#limiter = limiter;
    this.#logger = logger;
    this.#yielder = new EventLoopYielder({ budgetMs, monotonic: () => clock.monotonic() });
    this.#unsubscribe = store.subscribe(() => {
      this.#appends++;
      if (this.#open.size === 0 || this.#isUpdateDue) return;
      this.#isUpdateDue = true;
      setImmediate(() => this.#queue(() => this.#update()));
    });
  }

  /** Grows with every append: what was made of the store before is old then. */
  get appends(): number {
    return this.#appends;
  }

  /** Turns the reply into a stream of the feed of that key. @throws InputError STREAMS_BUSY. */
  stream(request: FastifyRequest, reply: FastifyReply, key: string, makeFeed: () => Feed): void {
    const { raw } = reply;
    const sendFresh = async (): Promise<void> => {
      const feed = this.#open.get(key)?.feed;
      for (const event of (await feed?.fresh()) ?? []) stream.send(await this.#bytes(event));
    };
    const stream = openEventStream(this.#limiter, request, reply, {
      onGap: () => this.#queue(sendFresh),
    });
    this.#streams.add(stream);
    raw.once('close', () => {
      this.#streams.delete(stream);
      const open = this.#open.get(key);
      if (open?.streams.delete(stream) && open.streams.size === 0) this.#open.delete(key);
    });
    this.#queue(async () => {
      if (raw.destroyed || raw.writableEnded) return;
      const open = this.#open.get(key) ?? { feed: makeFeed(), streams: new Set() };
      this.#open.set(key, open);
      open.streams.add(stream);
      await sendFresh();
    });
  }

  close(): void {
    this.#unsubscribe();
    for (const stream of this.#streams) stream.close();
  }

  #queue(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      this.#logger.error({ err: error }, 'BUG: a stream failed');
    });
  }

  async #update(): Promise<void> {
    this.#isUpdateDue = false;
    for (const { feed, streams } of this.#open.values()) {
      for (const event of await feed.next()) {
        const bytes = await this.#bytes(event);
        for (const stream of streams) {
          stream.send(bytes);
          if (this.#yielder.isDue()) await this.#yielder.pause();
        }
      }
      if (feed.over) for (const stream of streams) stream.close();
      if (this.#yielder.isDue()) await this.#yielder.pause();
    }
  }

  /** Numbers of an earlier run mean nothing: a reader that returns gets the whole state. */
  async #bytes([name, json]: FeedEvent): Promise<Uint8Array> {
    let text = '';
    for (const piece of json) {
      text += piece;
      if (this.#yielder.isDue()) await this.#yielder.pause();
    }
    return Buffer.from(formatEvent(name, text, String(++this.#sequence)));
  }
}
