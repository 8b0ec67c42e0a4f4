import { formatEvent } from '../../lib/sse.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import type { Services } from '../context.ts';
import { tableJson, valuesJson } from '../table.ts';
import type { Feed } from './mod.ts';

/** A class as a table: whole whenever its rows or what is said of them changed, else only the new values. */
export class TableFeed implements Feed {
  readonly over = false;
  readonly #services: Services;
  readonly #cls: EntityClass;
  readonly #columns: readonly string[];
  #rows: string[];
  #time: number;

  constructor(services: Services, cls: EntityClass, columns: readonly string[]) {
    this.#services = services;
    this.#cls = cls;
    this.#columns = columns;
    const { time, entities } = services.store.latest(cls, columns);
    this.#time = time;
    this.#rows = entities.map(rowOf);
  }

  fresh(): string[] {
    const { live } = this.#services;
    return [formatEvent('table', tableJson(this.#services, this.#cls, this.#columns), live.nextId())];
  }

  next(): string[] {
    const latest = this.#services.store.latest(this.#cls, this.#columns);
    const rows = latest.entities.map(rowOf);
    const isSameRows = rows.length === this.#rows.length && rows.every((row, i) => row === this.#rows[i]);
    const isSameTime = Object.is(latest.time, this.#time);
    this.#rows = rows;
    this.#time = latest.time;
    if (!isSameRows) return this.fresh();
    if (isSameTime) return [];
    return [formatEvent('values', valuesJson(latest), this.#services.live.nextId())];
  }
}

/** All a table says of an entity beside its values. */
function rowOf({ id, name, state, host, trouble }: Entity): string {
  const why = trouble ? `${trouble.kind} ${trouble.since} ${trouble.reason}` : '';
  return `${id}\n${name}\n${state}\n${host}\n${why}`;
}
