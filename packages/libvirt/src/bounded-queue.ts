export interface QueueLimits {
  readonly items: number;
  readonly bytes: number;
}

/** A queue that drops its oldest items over a number of items or of bytes, and counts what it dropped. */
export class BoundedQueue<T> {
  readonly #limits: QueueLimits;
  #items: { readonly item: T; readonly bytes: number }[] = [];
  /** Where the oldest item is: moving all the others up for each one dropped would not be linear. */
  #first = 0;
  #bytes = 0;
  #dropped = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#items.length - this.#first;
  }

  /** @param bytes what the item keeps in memory, roughly */
  push(item: T, bytes: number): void {
    this.#items.push({ item, bytes });
    this.#bytes += bytes;
    while (this.length > this.#limits.items || this.#bytes > this.#limits.bytes) {
      this.#bytes -= this.#items[this.#first++]!.bytes;
      this.#dropped += 1;
    }
    if (this.#first * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
  }

  /** Empties the queue; `dropped` counts from the drain before. */
  drain(): { items: T[]; dropped: number } {
    const items = this.#items.slice(this.#first).map(({ item }) => item);
    const dropped = this.#dropped;
    this.#items = [];
    this.#first = 0;
    this.#bytes = 0;
    this.#dropped = 0;
    return { items, dropped };
  }
}
