import type { Feed, FeedEvent } from './mod.ts';

/** One event whose data is the same for all readers: first, and whenever it has become another. */
export class ChangeFeed implements Feed {
  readonly over = false;
  readonly #name: string;
  readonly #read: () => string;
  #last: string;

  /** @param read the data as JSON; cheap, as it is asked after every append. */
  constructor(name: string, read: () => string) {
    this.#name = name;
    this.#read = read;
    this.#last = read();
  }

  fresh(): FeedEvent[] {
    return [[this.#name, [this.#read()]]];
  }

  next(): FeedEvent[] {
    const json = this.#read();
    if (json === this.#last) return [];
    this.#last = json;
    return [[this.#name, [json]]];
  }
}
