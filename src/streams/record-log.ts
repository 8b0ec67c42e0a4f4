import { BoundedQueue, type QueueLimits } from '../lib/async/bounded-queue.ts';
import { Notifier } from '../lib/async/notifier.ts';
import { formatCursor, invalidCursor, newEpoch, parseCursor } from './cursor.ts';
import type { Numbered, Test } from './filter/shared-filters.ts';

/** Records that are kept: half a minute of two thousand a second. */
const LIMITS = { items: 65_536, bytes: 16 * 1024 * 1024 } as const;
/** Records that one read looks at: a filter takes about a microsecond for each. */
const MOST_READ = 10_000;
/** Records that are looked at between two pauses. */
const SLICE = 1000;
/** Readers are woken so often at most: a thousand of them for each record would cost more than the records. */
const WAKE_MS = 20;

/** Records from a cursor on, oldest first. */
export interface RecordRead<R> {
  readonly records: readonly R[];
  /** Records between the cursor and these that are no longer kept; null: the cursor is of another run, how many is not known. */
  readonly gap: number | null;
  /** Behind the gap: where the oldest of these can be read again. */
  readonly start: string;
  /** Where the next read goes on: behind all that were looked at. */
  readonly cursor: string;
  /** Nothing is behind that yet. */
  readonly isEnd: boolean;
}

const all = (): boolean => true;

/**
 * The newest records of this run, of one kind. Any number of readers share them: each keeps a cursor, and none costs the others
 * anything by being slow.
 */
export class RecordLog<R extends Numbered> {
  readonly #epoch = newEpoch();
  readonly #records: BoundedQueue<R>;
  readonly #wake = new Notifier();
  #waiting = 0;
  #isWaking = false;

  constructor(limits: QueueLimits = LIMITS) {
    this.#records = new BoundedQueue(limits);
  }

  /** Cursor behind the newest record. */
  get end(): string {
    return this.idOf({ sequence: this.#records.end });
  }

  /** Id of a record, which is the cursor behind it. */
  idOf({ sequence }: Numbered): string {
    return formatCursor({ epoch: this.#epoch, sequence });
  }

  /** The sequence of the record that is kept next. */
  protected get nextSequence(): number {
    return this.#records.end + 1;
  }

  /** @param bytes of memory that it takes, roughly. */
  protected keep(record: R, bytes: number): void {
    this.#records.push(record, bytes);
    if (this.#waiting > 0 && !this.#isWaking) this.#wakeSoon();
  }

  /**
   * Records behind a cursor, at most so many, and no others than are meant.
   *
   * @throws {InputError} CURSOR_INVALID for one that no record has.
   */
  after(cursor: string, most: number, isMeant: Test<R> = all): RecordRead<R> {
    const { epoch, sequence } = parseCursor(cursor);
    const isOurs = epoch === this.#epoch;
    if (isOurs && sequence > this.#records.end) throw invalidCursor(cursor);
    const from = isOurs ? sequence : this.#records.first;
    const { items, gap } = this.#records.after(from, MOST_READ);
    const records: R[] = [];
    const start = from + gap;
    let end = start;
    for (const record of items) {
      if (records.length === most) break;
      end = record.sequence;
      if (isMeant(record)) records.push(record);
    }
    return {
      records,
      gap: isOurs ? gap : null,
      start: this.idOf({ sequence: start }),
      cursor: this.idOf({ sequence: end }),
      isEnd: end === this.#records.end,
    };
  }

  /** The newest records that are meant, oldest first, as behind a cursor; yields where the event loop may turn. */
  *newest(most: number, isMeant: Test<R> = all): Generator<void, RecordRead<R>> {
    const queue = this.#records;
    const { end } = queue;
    const found: R[] = [];
    let start = end;
    for (let to = end; to > queue.first && found.length < most;) {
      const from = Math.max(queue.first, to - SLICE);
      for (const record of queue.after(from, to - from).items.toReversed()) {
        if (found.length === most) break;
        start = record.sequence - 1;
        if (isMeant(record)) found.push(record);
      }
      to = from;
      yield;
    }
    return {
      records: found.reverse(),
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
