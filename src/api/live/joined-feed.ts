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

  async fresh(): Promise<FeedEvent[]> {
    return (await Promise.all(this.#feeds.map(async (feed) => feed.fresh()))).flat();
  }

  async next(): Promise<FeedEvent[]> {
    return (await Promise.all(this.#feeds.map(async (feed) => feed.next()))).flat();
  }
}
