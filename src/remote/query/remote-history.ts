import type { Clock } from '../../model/clock.ts';
import type { History, HistoryQuery, HistoryReader } from '../../store/mod.ts';
import { joinHistory } from './join.ts';
import type { RemoteEngine } from './remote-engine.ts';

export interface RemoteHistoryOptions {
  readonly own: Pick<HistoryReader, 'archives' | 'caughtUp' | 'firstSeen' | 'history'>;
  readonly engine: Pick<RemoteEngine, 'rows'>;
  readonly clock: Clock;
}

/** The store's history, and before it that of a remote engine where the query wants it: stands in front of the store. */
export class RemoteHistory implements Pick<HistoryReader, 'history'> {
  readonly #options: RemoteHistoryOptions;

  constructor(options: RemoteHistoryOptions) {
    this.#options = options;
  }

  async history(query: HistoryQuery): Promise<History> {
    const { own, engine, clock } = this.#options;
    const [first] = query.entities;
    if (!query.remote || !first) return own.history(query);
    await own.caughtUp(first.class);
    return joinHistory(engine, query, own, clock.now());
  }
}
