import type { Services } from '../context.ts';
import type { Feed, FeedEvent } from './mod.ts';

/** How many entities of each class show each light, when that changes; and with each append the time of the newest values. */
export class CountsFeed implements Feed {
  readonly over = false;
  readonly #services: Pick<Services, 'classCounts'>;
  #counts: string;
  #time: string;

  constructor(services: Pick<Services, 'classCounts'>) {
    this.#services = services;
    this.#counts = services.classCounts.json;
    this.#time = services.classCounts.time;
  }

  fresh(): FeedEvent[] {
    const { json, time } = this.#services.classCounts;
    return [
      ['counts', [json]],
      ['time', [time]],
    ];
  }

  next(): FeedEvent[] {
    const { json, time } = this.#services.classCounts;
    const events: FeedEvent[] = [];
    if (json !== this.#counts) events.push(['counts', [json]]);
    if (time !== this.#time) events.push(['time', [time]]);
    this.#counts = json;
    this.#time = time;
    return events;
  }
}
