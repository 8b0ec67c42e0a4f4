import type { Writable } from 'node:stream';

export interface EventStreamOptions {
  /** Events kept for a reader that is slow; one more, and they are all dropped. */
  readonly capacity?: number;
  readonly heartbeatMs?: number;
  /** What the reader is told to wait before it connects again. */
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
 * One reader of server-sent events. A reader that falls behind costs at most `capacity` events of memory: then they
 * are dropped, it gets `event: gap` with their number as soon as it reads again, and `onGap` sends it fresh state.
 */
export class EventStream {
  readonly #out: Writable;
  readonly #capacity: number;
  readonly #onGap: () => void;
  readonly #heartbeat: NodeJS.Timeout;
  #queue: Event[] = [];
  #dropped = 0;
  #blocked = false;
  #missedBeats = 0;

  constructor(out: Writable, options: EventStreamOptions = {}) {
    const { capacity = 8, heartbeatMs = 15_000, retryMs = 2000, onGap = () => {} } = options;
    this.#out = out;
    this.#capacity = capacity;
    this.#onGap = onGap;
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs).unref();
    out.on('drain', () => this.#drained());
    out.on('close', () => clearInterval(this.#heartbeat));
    this.#write(`retry: ${retryMs}\n\n`);
  }

  /** @param event made by {@link formatEvent}. */
  send(event: Event): void {
    if (!this.#blocked) {
      this.#write(event);
    } else if (this.#dropped === 0 && this.#queue.length < this.#capacity) {
      this.#queue.push(event);
    } else {
      this.#dropped += this.#queue.length + 1;
      this.#queue = [];
    }
  }

  close(): void {
    clearInterval(this.#heartbeat);
    this.#queue = [];
    this.#out.end();
  }

  #write(event: Event): void {
    if (this.#out.writableEnded || this.#out.destroyed) return;
    this.#blocked = !this.#out.write(event);
  }

  #drained(): void {
    this.#blocked = false;
    this.#missedBeats = 0;
    while (!this.#blocked && this.#queue.length > 0) this.#write(this.#queue.shift() as Event);
    if (this.#blocked || this.#dropped === 0) return;
    const gap = this.#dropped;
    this.#dropped = 0;
    this.#write(`event: gap\ndata: {"gap":${gap}}\n\n`);
    this.#onGap();
  }

  #beat(): void {
    if (!this.#blocked) this.#write(':\n\n');
    else if (++this.#missedBeats >= maxMissedBeats) this.#out.destroy();
  }
}
