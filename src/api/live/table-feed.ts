import type { EntityClass } from '../../model/entity.ts';
import type { FactName } from '../../model/facts.ts';
import type { Services } from '../context.ts';
import { tableChunks, valueChunks } from '../table/table.ts';
import type { Feed, FeedEvent } from './mod.ts';

/** A class as a table: the whole table when an entity or its description changed, else only the new values. */
export class TableFeed implements Feed {
  readonly over = false;
  readonly #services: Services;
  readonly #cls: EntityClass;
  readonly #columns: readonly string[];
  readonly #facts: readonly FactName[];
  #rows: string;
  #time: number;

  constructor(
    services: Services,
    cls: EntityClass,
    { columns, facts = [] }: { columns: readonly string[]; facts?: readonly FactName[] },
  ) {
    this.#services = services;
    this.#cls = cls;
    this.#columns = columns;
    this.#facts = facts;
    this.#time = services.store.latest(cls, columns).time;
    this.#rows = services.tableRows.all(cls).stamp(facts);
  }

  fresh(): FeedEvent[] {
    const latest = this.#services.store.latest(this.#cls, this.#columns);
    return [
      ['table', tableChunks(this.#services, latest, this.#services.tableRows.all(this.#cls), this.#facts)],
    ];
  }

  next(): FeedEvent[] {
    const latest = this.#services.store.latest(this.#cls, this.#columns);
    const rows = this.#services.tableRows.all(this.#cls).stamp(this.#facts);
    const isSameRows = rows === this.#rows;
    const isSameTime = Object.is(latest.time, this.#time);
    this.#rows = rows;
    this.#time = latest.time;
    if (!isSameRows) return this.fresh();
    return isSameTime ? [] : [['values', valueChunks(latest)]];
  }
}
