import type { Feed, FeedEvent } from './mod.ts';

/** Several feeds in one stream: a browser has six connections to a server. */
export class JoinedFeed implements Feed {
  readonly #feeds: readonly Feed[];

  constructor(...feeds: readonly Feed[]) {
    this.#feeds = feeds;
  }

  get over(): boolean {
    return this.#feeds.every(({ over }) => over);
  }

  fresh(): FeedEvent[] {
    return this.#feeds.flatMap((feed) => feed.fresh());
  }

  next(): FeedEvent[] {
    return this.#feeds.flatMap((feed) => feed.next());
  }
}
