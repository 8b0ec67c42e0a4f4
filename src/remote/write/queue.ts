import type { QueuedBatch } from './fill.ts';

/** The batch that is being sent, and a signal that it is pushed out. */
export interface Current {
  readonly item: QueuedBatch;
  readonly left: AbortSignal;
}

/** Batches to be sent, oldest first: one that is being sent, and those that wait for it. */
export class Queue {
  readonly #most: number;
  readonly #waiting: QueuedBatch[] = [];
  #current: QueuedBatch | null = null;
  #leave = new AbortController();
  /** Whether the batch that is being sent failed and so blocks all others. */
  isFailing = false;

  /** @param most batches of one source that wait. */
  constructor(most: number) {
    this.#most = most;
  }

  get length(): number {
    return this.#waiting.length + (this.#current && !this.#leave.signal.aborted ? 1 : 0);
  }

  /** Whether a batch is being sent that was pushed out. */
  get isLate(): boolean {
    return this.#current !== null && this.#leave.signal.aborted;
  }

  /** The next batch, which is being sent from now on; null when none waits. */
  next(): Current | null {
    this.#current = this.#waiting.shift() ?? null;
    this.#leave = new AbortController();
    this.isFailing = false;
    return this.#current && { item: this.#current, left: this.#leave.signal };
  }

  /** Returns the batch that there is no room for any more; null while there is. */
  push(item: QueuedBatch): QueuedBatch | null {
    this.#waiting.push(item);
    const own = this.#waiting.filter(({ source }) => source === item.source);
    if (own.length <= this.#most) return null;
    if (this.#current && this.isFailing && !this.isLate) {
      this.#leave.abort();
      return this.#current;
    }
    const [oldest] = own as [QueuedBatch];
    this.#waiting.splice(this.#waiting.indexOf(oldest), 1);
    return oldest;
  }
}
