import { BoundedQueue, type QueueLimits } from '../lib/async/bounded-queue.ts';
import { Notifier } from '../lib/async/notifier.ts';
import type { Call } from '../model/streams/call.ts';
import type { Clock } from '../model/clock.ts';
import { formatCursor, invalidCursor, newEpoch, parseCursor } from './cursor.ts';
import { bytesOf, type IsMeant, type Message } from './message.ts';

/** Messages that are kept: half a minute of two thousand a second. */
const LIMITS = { items: 65_536, bytes: 16 * 1024 * 1024 } as const;
/** Messages that one read looks at: a filter takes about a microsecond for each. */
const MOST_READ = 10_000;
/** Messages that are looked at between two pauses. */
const SLICE = 1000;
/** Readers are woken so often at most: a thousand of them for each message would cost more than the messages. */
const WAKE_MS = 20;

/** Messages from a cursor on, oldest first. */
export interface MessageRead {
  readonly messages: readonly Message[];
  /** Messages between the cursor and these that are no longer kept; null: the cursor is of another run, how many is not known. */
  readonly gap: number | null;
  /** Behind the gap: where the oldest of these can be read again. */
  readonly start: string;
  /** Where the next read goes on: behind all that were looked at. */
  readonly cursor: string;
  /** Nothing is behind that yet. */
  readonly isEnd: boolean;
}

const all: IsMeant = () => true;

/**
 * The newest messages of this run. Any number of readers share them: each keeps a cursor, and none costs the others
 * anything by being slow.
 */
export class MessageLog {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #epoch = newEpoch();
  readonly #messages: BoundedQueue<Message>;
  readonly #wake = new Notifier();
  #waiting = 0;
  #isWaking = false;

  constructor(clock: Pick<Clock, 'now'>, limits: QueueLimits = LIMITS) {
    this.#clock = clock;
    this.#messages = new BoundedQueue(limits);
  }

  /** Cursor behind the newest message. */
  get end(): string {
    return this.idOf({ sequence: this.#messages.end });
  }

  /** Id of a message, which is the cursor behind it. */
  idOf({ sequence }: Pick<Message, 'sequence'>): string {
    return formatCursor({ epoch: this.#epoch, sequence });
  }

  /** Keeps a call that has ended just now: about 0.6 µs (message-log.bench.ts). */
  record(call: Call): void {
    const message = { ...call, sequence: this.#messages.end + 1, time: this.#clock.now(), payload: null };
    this.#messages.push(message, bytesOf(call));
    if (this.#waiting > 0 && !this.#isWaking) this.#wakeSoon();
  }

  /**
   * Messages behind a cursor, at most so many, and no others than are meant.
   *
   * @throws {InputError} CURSOR_INVALID for one that no message has.
   */
  after(cursor: string, most: number, isMeant: IsMeant = all): MessageRead {
    const { epoch, sequence } = parseCursor(cursor);
    const isOurs = epoch === this.#epoch;
    if (isOurs && sequence > this.#messages.end) throw invalidCursor(cursor);
    const from = isOurs ? sequence : this.#messages.first;
    const { items, gap } = this.#messages.after(from, MOST_READ);
    const messages: Message[] = [];
    const start = from + gap;
    let end = start;
    for (const message of items) {
      if (messages.length === most) break;
      end = message.sequence;
      if (isMeant(message)) messages.push(message);
    }
    return {
      messages,
      gap: isOurs ? gap : null,
      start: this.idOf({ sequence: start }),
      cursor: this.idOf({ sequence: end }),
      isEnd: end === this.#messages.end,
    };
  }

  /** The newest messages that are meant, oldest first, as behind a cursor; yields where the event loop may turn. */
  *newest(most: number, isMeant: IsMeant = all): Generator<void, MessageRead> {
    const queue = this.#messages;
    const { end } = queue;
    const found: Message[] = [];
    let start = end;
    for (let to = end; to > queue.first && found.length < most;) {
      const from = Math.max(queue.first, to - SLICE);
      for (const message of queue.after(from, to - from).items.toReversed()) {
        if (found.length === most) break;
        start = message.sequence - 1;
        if (isMeant(message)) found.push(message);
      }
      to = from;
      yield;
    }
    return {
      messages: found.reverse(),
      gap: 0,
      start: this.idOf({ sequence: start }),
      cursor: this.idOf({ sequence: end }),
      isEnd: end === queue.end,
    };
  }

  /** Resolves when something is behind a cursor. @throws the signal's reason. */
  async wait(cursor: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#waiting++;
    try {
      while (this.end === cursor) await this.#wake.wait(signal);
    } finally {
      this.#waiting--;
    }
  }

  #wakeSoon(): void {
    this.#isWaking = true;
    setTimeout(() => {
      this.#isWaking = false;
      this.#wake.notify();
    }, WAKE_MS);
  }
}
