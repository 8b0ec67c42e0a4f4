import type { Writable } from 'node:stream';
import { BoundedQueue } from './async/bounded-queue.ts';

export interface EventStreamOptions {
  /** Events kept for a reader that is slow; one more, and it gets none of them but the whole state. */
  readonly capacity?: number;
  readonly heartbeatMs?: number;
  /** Sent to the reader as `retry`: the pause before it connects again. */
  readonly retryMs?: number;
  /** The reader has caught up after events were dropped: time to send it the whole state. */
  readonly onGap?: () => void;
}

/** Headers of a stream of server-sent events that no proxy should hold back. */
export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
} as const;

/** Heartbeats a reader may sleep through before its connection is closed. */
const maxMissedBeats = 4;

/** An event on its way: text, or its bytes where many streams share it. */
type Event = string | Uint8Array;

/** One event as text, so that many streams can share it. `data` may have several lines. */
export function formatEvent(event: string, data: string, id: string): string {
  return `id: ${id}\nevent: ${event}\ndata: ${data.replaceAll(/\r\n|\r|\n/g, '\ndata: ')}\n\n`;
}

/**
 * One reader of server-sent events. A reader that falls behind costs at most `capacity` events of memory: after more it
 * gets `event: gap` with the number of all that waited as soon as it reads again, and `onGap` sends it fresh state.
 */
export class EventStream {
  readonly #out: Writable;
  readonly #onGap: () => void;
  readonly #heartbeat: NodeJS.Timeout;
  /** Events that wait for the reader, and the number of the next that it gets. */
  readonly #queue: BoundedQueue<Event>;
  #cursor = 0;
  #blocked = false;
  #missedBeats = 0;

  constructor(out: Writable, options: EventStreamOptions = {}) {
    const { capacity = 8, heartbeatMs = 15_000, retryMs = 2000, onGap = () => {} } = options;
    this.#out = out;
    this.#queue = new BoundedQueue({ items: capacity });
    this.#onGap = onGap;
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs).unref();
    out.on('drain', () => this.#drained());
    out.on('close', () => clearInterval(this.#heartbeat));
    this.#write(`retry: ${retryMs}\n\n`);
  }

  /** @param event made by {@link formatEvent}. */
  send(event: Event): void {
    if (this.#blocked) this.#queue.push(event);
    else this.#write(event);
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.#free(this.#queue.end);
    this.#out.end();
  }

  #write(event: Event): void {
    if (this.#out.writableEnded || this.#out.destroyed) return;
    this.#blocked = !this.#out.write(event);
  }

  #drained(): void {
    this.#blocked = false;
    this.#missedBeats = 0;
    while (!this.#blocked && this.#cursor < this.#queue.end) {
      const { items, gap, cursor } = this.#queue.after(this.#cursor, 1);
      if (gap > 0) return this.#sendGap();
      this.#free(cursor);
      for (const event of items) this.#write(event);
    }
  }

  /** What has become fresh state is not sent besides. */
  #sendGap(): void {
    const gap = this.#queue.end - this.#cursor;
    this.#free(this.#queue.end);
    this.#write(`event: gap\ndata: {"gap":${gap}}\n\n`);
    this.#onGap();
  }

  #free(cursor: number): void {
    this.#queue.free(cursor);
    this.#cursor = cursor;
  }

  #beat(): void {
    if (!this.#blocked) this.#write(':\n\n');
    else if (++this.#missedBeats >= maxMissedBeats) this.#out.destroy();
  }
}
