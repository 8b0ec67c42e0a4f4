import type { EntityClass } from '../../model/entity.ts';
import type { Services } from '../context.ts';
import { tableChunks, valueChunks } from '../table/table.ts';
import type { Feed, FeedEvent } from './mod.ts';

/** A class as a table: the whole table when an entity or its description changed, else only the new values. */
export class TableFeed implements Feed {
  readonly over = false;
  readonly #services: Services;
  readonly #cls: EntityClass;
  readonly #columns: readonly string[];
  #rows: string;
  #time: number;

  constructor(services: Services, cls: EntityClass, columns: readonly string[]) {
    this.#services = services;
    this.#cls = cls;
    this.#columns = columns;
    this.#time = services.store.latest(cls, columns).time;
    this.#rows = services.tableRows.stamp(cls);
  }

  fresh(): FeedEvent[] {
    const latest = this.#services.store.latest(this.#cls, this.#columns);
    return [['table', tableChunks(this.#services, this.#cls, latest)]];
  }

  next(): FeedEvent[] {
    const latest = this.#services.store.latest(this.#cls, this.#columns);
    const rows = this.#services.tableRows.stamp(this.#cls);
    const isSameRows = rows === this.#rows;
    const isSameTime = Object.is(latest.time, this.#time);
    this.#rows = rows;
    this.#time = latest.time;
    if (!isSameRows) return this.fresh();
    return isSameTime ? [] : [['values', valueChunks(latest)]];
  }
}
