import type { FastifyReply } from 'fastify';
import { EventStream, eventStreamHeaders } from '../../lib/sse.ts';
import type { Store } from '../../store/mod.ts';

/** What one kind of reader sees change: shared by all readers of the same address. */
export interface Feed {
  /** Events that give a reader who knows nothing the whole state. */
  fresh(): string[];
  /** Events since the last call; none when nothing changed. */
  next(): string[];
  /** Nothing will ever come again. */
  readonly over: boolean;
}

/**
 * All open event streams. Feeds are asked once after an append, in a turn of their own, so that neither the poll
 * waits for the readers nor ten readers of one table cost more than one.
 */
export class Live {
  readonly #open = new Map<string, { feed: Feed; streams: Set<EventStream> }>();
  readonly #unsubscribe: () => void;
  #scheduled: NodeJS.Immediate | null = null;
  #sequence = 0;

  constructor(store: Store) {
    this.#unsubscribe = store.subscribe(() => {
      if (this.#open.size > 0) this.#scheduled ??= setImmediate(() => this.#update());
    });
  }

  /** Number of the next event. Numbers of an earlier run mean nothing: a reader that returns gets the whole state. */
  nextId(): string {
    return String(++this.#sequence);
  }

  /** Turns the reply into a stream of the feed of that key. */
  stream(reply: FastifyReply, key: string, makeFeed: () => Feed): void {
    const open = this.#open.get(key) ?? { feed: makeFeed(), streams: new Set() };
    this.#open.set(key, open);
    const { feed, streams } = open;
    reply.hijack();
    reply.raw.writeHead(200, { ...reply.getHeaders(), ...eventStreamHeaders } as Record<string, string>);
    const sendFresh = (): void => {
      for (const event of feed.fresh()) stream.send(event);
    };
    const stream = new EventStream(reply.raw, { onGap: sendFresh });
    sendFresh();
    streams.add(stream);
    reply.raw.once('close', () => {
      streams.delete(stream);
      if (streams.size === 0) this.#open.delete(key);
    });
  }

  close(): void {
    this.#unsubscribe();
    if (this.#scheduled) clearImmediate(this.#scheduled);
    for (const { streams } of this.#open.values()) for (const stream of streams) stream.close();
  }

  #update(): void {
    this.#scheduled = null;
    for (const { feed, streams } of this.#open.values()) {
      for (const event of feed.next()) for (const stream of streams) stream.send(event);
      if (feed.over) for (const stream of streams) stream.close();
    }
  }
}
