import { Notifier } from './notifier.ts';

export interface QueueLimits {
  readonly items: number;
  /** Default: no limit. */
  readonly bytes?: number;
}

/** Items from a cursor on, and how many between it and them were dropped. */
export interface QueueRead<T> {
  readonly items: readonly T[];
  readonly gap: number;
  /** Where the next read goes on. */
  readonly cursor: number;
}

/**
 * The newest items of a stream, within a number of items and of bytes: the oldest are dropped. Every item has a number,
 * one more than the item before. A reader keeps a cursor, the number of the item it reads next; where that was dropped
 * `gap` is how many it has missed. Any number of readers share the items.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { BoundedQueue } from './bounded-queue.ts';
 * const queue = new BoundedQueue<string>({ items: 2 });
 * const cursor = queue.end;
 * for (const item of ['a', 'b', 'c']) queue.push(item);
 * assert.deepEqual(queue.after(cursor), { items: ['b', 'c'], gap: 1, cursor: 3 });
 * assert.deepEqual(queue.after(3), { items: [], gap: 0, cursor: 3 });
 */
export class BoundedQueue<T> implements Iterable<T> {
  readonly #limits: Required<QueueLimits>;
  readonly #onDrop: (item: T) => void;
  readonly #pushed = new Notifier();
  #items: T[] = [];
  /** Bytes of each item. */
  #sizes: number[] = [];
  /** Where the oldest item is: moving all others for each one dropped would take as long as they are many. */
  #head = 0;
  #bytes = 0;
  #end = 0;

  /** @param onDrop called with each item over the limits. */
  constructor({ items, bytes = Infinity }: QueueLimits, onDrop: (item: T) => void = () => {}) {
    this.#limits = { items, bytes };
    this.#onDrop = onDrop;
  }

  get length(): number {
    return this.#items.length - this.#head;
  }

  /** Number of the oldest item that is held; `end` where none is. */
  get first(): number {
    return this.#end - this.length;
  }

  /** Number that the next item will have: the cursor of a reader that has read all. */
  get end(): number {
    return this.#end;
  }

  /** @param bytes that the item keeps in memory, roughly; one with more than the limit is dropped with all before it. */
  push(item: T, bytes = 0): void {
    this.#items.push(item);
    this.#sizes.push(bytes);
    this.#bytes += bytes;
    this.#end++;
    while (this.length > this.#limits.items || this.#bytes > this.#limits.bytes) this.#onDrop(this.#shift());
    this.#compact();
    this.#pushed.notify();
  }

  /**
   * The items from a cursor on.
   *
   * @param most so many of the oldest of them.
   * @throws {RangeError} for a cursor that this queue cannot have given.
   */
  after(cursor: number, most = Infinity): QueueRead<T> {
    if (!Number.isSafeInteger(cursor) || cursor < 0 || cursor > this.#end) {
      throw new RangeError(`Cannot read a queue from item ${cursor}: the next has the number ${this.#end}`);
    }
    const start = Math.max(cursor, this.first);
    const stop = Math.min(this.#end, start + most);
    const offset = this.#head - this.first;
    return { items: this.#items.slice(start + offset, stop + offset), gap: start - cursor, cursor: stop };
  }

  /** Resolves when there is an item from a cursor on. @throws the signal's reason. */
  async wait(cursor: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (this.#end <= cursor) await this.#pushed.wait(signal);
  }

  /** Frees the items before a cursor, for a queue with one reader; they are no gap to it. */
  free(cursor: number): void {
    while (this.length > 0 && this.first < cursor) this.#shift();
    this.#compact();
  }

  /** Oldest first. */
  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (let i = this.#head; i < this.#items.length; i++) yield this.#items[i] as T;
  }

  #shift(): T {
    this.#bytes -= this.#sizes[this.#head] as number;
    return this.#items[this.#head++] as T;
  }

  /** Keeps at least half of the array in use, so that dropped items are freed; each item is moved once on average. */
  #compact(): void {
    if (this.#head * 2 <= this.#items.length) return;
    this.#items = this.#items.slice(this.#head);
    this.#sizes = this.#sizes.slice(this.#head);
    this.#head = 0;
  }
}
