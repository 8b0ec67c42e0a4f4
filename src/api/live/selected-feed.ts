import type { Entity, EntityClass } from '../../model/entity.ts';
import type { FactName } from '../../model/facts.ts';
import type { Selector } from '../../model/select/mod.ts';
import type { LatestTable } from '../../store/mod.ts';
import type { Services } from '../context.ts';
import { readTable } from '../table/read-table.ts';
import { tableChunks, valueChunks } from '../table/table.ts';
import type { Feed, FeedEvent } from './mod.ts';

/** What a reader of a live table asks for. */
export interface SelectedTable {
  readonly columns: readonly string[];
  readonly facts: readonly FactName[];
  readonly selector: Selector;
}

/**
 * What a selector is true of as a table: the whole table when other entities are, or when one of them or its description
 * changed, else only the new values.
 */
export class SelectedFeed implements Feed {
  readonly over = false;
  readonly #services: Services;
  readonly #cls: EntityClass;
  readonly #asked: SelectedTable;
  #entities: readonly Entity[] = [];
  /** Of all entities of the class, which is made once for all tables, and of those that are selected. */
  #stamps: readonly [all: string, selected: string] = ['', ''];
  #time = Number.NaN;

  constructor(services: Services, cls: EntityClass, asked: SelectedTable) {
    this.#services = services;
    this.#cls = cls;
    this.#asked = asked;
  }

  async fresh(): Promise<FeedEvent[]> {
    const latest = await this.#latest();
    // Of the first reader; for later ones `next` finds what changed since the others were sent something.
    if (this.#stamps[0] === '') {
      this.#isAsBefore(latest);
      this.#time = latest.time;
    }
    return [['table', this.#table(latest)]];
  }

  async next(): Promise<FeedEvent[]> {
    const latest = await this.#latest();
    const isSameTime = Object.is(latest.time, this.#time);
    this.#time = latest.time;
    if (!this.#isAsBefore(latest)) return [['table', this.#table(latest)]];
    return isSameTime ? [] : [['values', valueChunks(latest)]];
  }

  #latest(): Promise<LatestTable> {
    const { columns, selector } = this.#asked;
    return readTable(this.#services, this.#cls, columns, selector);
  }

  /** Whether the rows of the table are those of the last call, and described as they were then. */
  #isAsBefore({ entities }: LatestTable): boolean {
    const { tableRows } = this.#services;
    const { facts } = this.#asked;
    const all = tableRows.all(this.#cls).stamp(facts);
    const isSame =
      entities.length === this.#entities.length && entities.every((one, row) => one === this.#entities[row]);
    this.#entities = entities;
    if (isSame && all === this.#stamps[0]) return true;
    const selected = tableRows.some(entities).stamp(facts);
    const isSameText = isSame && selected === this.#stamps[1];
    this.#stamps = [all, selected];
    return isSameText;
  }

  #table(latest: LatestTable) {
    const { tableRows } = this.#services;
    return tableChunks(this.#services, latest, tableRows.some(latest.entities), this.#asked.facts);
  }
}
