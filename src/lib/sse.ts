import type { Writable } from 'node:stream';
import { BoundedQueue } from './async/bounded-queue.ts';
import { PacedWriter } from './paced-writer.ts';

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

/** What a stream begins with: the pause before its reader connects again. */
export const retryText = (ms = 2000): string => `retry: ${ms}\n\n`;
/** A comment that keeps the connection. */
export const beatText = ':\n\n';

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
  readonly #writer: PacedWriter;
  readonly #onGap: () => void;
  /** Events that wait for the reader, and the number of the next that it gets. */
  readonly #queue: BoundedQueue<Event>;
  #cursor = 0;

  constructor(out: Writable, options: EventStreamOptions = {}) {
    const { capacity = 8, heartbeatMs = 15_000, retryMs, onGap = () => {} } = options;
    this.#writer = new PacedWriter(out, { beat: beatText, heartbeatMs, onDrain: () => this.#drained() });
    this.#queue = new BoundedQueue({ items: capacity });
    this.#onGap = onGap;
    this.#writer.write(retryText(retryMs));
  }

  /** @param event made by {@link formatEvent}. */
  send(event: Event): void {
    if (this.#writer.isBlocked) this.#queue.push(event);
    else this.#writer.write(event);
  }

  close(): void {
    this.#free(this.#queue.end);
    this.#writer.close();
  }

  #drained(): void {
    while (!this.#writer.isBlocked && this.#cursor < this.#queue.end) {
      const { items, gap, cursor } = this.#queue.after(this.#cursor, 1);
      if (gap > 0) return this.#sendGap();
      this.#free(cursor);
      for (const event of items) this.#writer.write(event);
    }
  }

  /** What has become fresh state is not sent besides. */
  #sendGap(): void {
    const gap = this.#queue.end - this.#cursor;
    this.#free(this.#queue.end);
    this.#writer.write(`event: gap\ndata: {"gap":${gap}}\n\n`);
    this.#onGap();
  }

  #free(cursor: number): void {
    this.#queue.free(cursor);
    this.#cursor = cursor;
  }
}
