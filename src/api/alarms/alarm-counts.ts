import { summaryOf, type Alarms } from '../../alarms/mod.ts';
import { ChangeFeed } from '../live/change-feed.ts';
import type { Feed } from '../live/mod.ts';
import type { AlarmsSummary } from '../wire/alarms.ts';

/** How many alarms have each state: counted once after an evaluation, for all readers. */
export class AlarmCounts {
  readonly #alarms: Alarms;
  #evaluations = -1;
  #json = '';

  constructor(alarms: Alarms) {
    this.#alarms = alarms;
  }

  /** The event `alarms`: when one of the numbers or a raised alarm changed. */
  feed(): Feed {
    return new ChangeFeed('alarms', () => this.#fresh());
  }

  #fresh(): string {
    const { evaluations, book } = this.#alarms;
    if (evaluations !== this.#evaluations) {
      this.#evaluations = evaluations;
      const summary: AlarmsSummary = { ...summaryOf(this.#alarms), last: String(book.log.last) };
      this.#json = JSON.stringify(summary);
    }
    return this.#json;
  }
}
