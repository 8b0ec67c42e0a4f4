import type { EntityClass } from '../../model/entity.ts';
import type { FactName } from '../../model/facts.ts';
import type { Selector } from '../../model/select/mod.ts';
import type { Services } from '../context.ts';
import { readTable } from '../table/read-table.ts';
import {
  changeChunks,
  hasSameRows,
  hasSameTexts,
  rowsOfState,
  stateOf,
  type TableState,
} from '../table/table-changes.ts';
import { tableChunks, valueChunks } from '../table/table.ts';
import type { Feed, FeedEvent } from './mod.ts';

/** What a reader of a live table asks for. */
export interface LiveTable {
  readonly columns: readonly string[];
  readonly facts: readonly FactName[];
  /** All entities of the class when null. */
  readonly selector: Selector | null;
  /** What changed instead of all values, and instead of the whole table where only descriptions did. */
  readonly deltas: boolean;
}

/**
 * A class as a table that is sent whole when other entities are in it or one is described otherwise, else as its new
 * values; in deltas whole only when other entities are in it. A reader that comes later begins with the table that the next
 * events are of, not with a newer one.
 */
export class TableFeed implements Feed {
  readonly over = false;
  readonly #services: Services;
  readonly #cls: EntityClass;
  readonly #asked: LiveTable;
  #sent: TableState | null = null;

  constructor(services: Services, cls: EntityClass, asked: LiveTable) {
    this.#services = services;
    this.#cls = cls;
    this.#asked = asked;
  }

  async fresh(): Promise<FeedEvent[]> {
    return [this.#whole((this.#sent ??= await this.#read()))];
  }

  async next(): Promise<FeedEvent[]> {
    const before = this.#sent;
    const after = await this.#read();
    const isSameText = before !== null && hasSameTexts(before, after);
    if (isSameText && Object.is(before.latest.time, after.latest.time)) return [];
    this.#sent = after;
    if (this.#asked.deltas && before && hasSameRows(before, after)) {
      return [['changes', changeChunks(before, after, this.#services.clock.now())]];
    }
    // In deltas the same texts were the same rows.
    return [isSameText ? ['values', valueChunks(after.latest)] : this.#whole(after)];
  }

  async #read(): Promise<TableState> {
    const { columns, facts, selector } = this.#asked;
    const { tableRows } = this.#services;
    const latest = await readTable(this.#services, this.#cls, columns, selector);
    return stateOf(latest, selector ? tableRows.some(latest.entities) : tableRows.all(this.#cls), facts);
  }

  #whole(state: TableState): FeedEvent {
    const rows = rowsOfState(state, this.#services.clock.now());
    return ['table', tableChunks(this.#services, state.latest, rows, this.#asked.facts)];
  }
}
