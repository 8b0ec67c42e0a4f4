import type { EntityClass } from '../../model/entity.ts';
import type { FactName } from '../../model/facts.ts';
import type { Selector } from '../../model/select/mod.ts';
import type { Services } from '../context.ts';
import { readTable } from '../table/read-table.ts';
import { tableChunks } from '../table/table.ts';
import {
  changeChunks,
  hasSameRows,
  isSame,
  rowsOfState,
  stateOf,
  type TableState,
} from '../table/table-changes.ts';
import type { Feed, FeedEvent } from './mod.ts';

/** What a reader of a live table in changes asks for. */
export interface DeltaTable {
  readonly columns: readonly string[];
  readonly facts: readonly FactName[];
  /** All entities of the class when null. */
  readonly selector: Selector | null;
}

/**
 * A class as a table that is sent whole when other entities are in it, else as what changed in it. A reader that comes
 * later begins with the table that the next changes are of, not with a newer one.
 */
export class DeltaFeed implements Feed {
  readonly over = false;
  readonly #services: Services;
  readonly #cls: EntityClass;
  readonly #asked: DeltaTable;
  #sent: TableState | null = null;

  constructor(services: Services, cls: EntityClass, asked: DeltaTable) {
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
    if (before && isSame(before, after)) return [];
    this.#sent = after;
    if (!before || !hasSameRows(before, after)) return [this.#whole(after)];
    return [['changes', changeChunks(before, after, this.#services.clock.now())]];
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
