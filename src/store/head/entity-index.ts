import type { Batch } from '../../model/batch.ts';
import type { Entity, EntityClass, EntityRef } from '../../model/entity.ts';
import type { SeriesTable } from '../../model/series.ts';
import { ClassIndex } from './class-index.ts';
import type { Entry, IndexedTable, Placement } from './placement.ts';

/** What the index takes of a batch. */
export type IndexedBatch = Pick<Batch, 'series' | 'time' | 'rowEndMs' | 'complete'>;

/**
 * All entities of all sources by class and id, kept up from the series tables: an update costs as much as its table has
 * entities, a lookup the same with two and with a thousand sources.
 */
export class EntityIndex {
  readonly #tables = new Map<SeriesTable, IndexedTable>();
  readonly #classes = new Map<EntityClass, ClassIndex>();

  /** The entity that is shown: one that is held, else the {@link reported} one. */
  get(cls: EntityClass, id: string): Entity | null {
    return this.#classes.get(cls)?.get(id) ?? null;
  }

  /** Of an entity that several sources report, the {@link ClassIndex.primary} one. */
  reported(cls: EntityClass, id: string): Entity | null {
    return this.#classes.get(cls)?.primary(id) ?? null;
  }

  /** Epoch ms of the end of the newest row that another source than the one that reports an entity now may have; 0 = none. */
  takenOver({ class: cls, id }: EntityRef): number {
    return this.#classes.get(cls)?.takenOver(id) ?? 0;
  }

  /** By name, then id. The same array as before while no entity is added, removed or renamed. */
  list(cls: EntityClass): readonly Entity[] {
    return this.#classOf(cls).list();
  }

  /** Sources that have a primary entity of a class. */
  sources(cls: EntityClass): Iterable<string> {
    return this.#classOf(cls).sources();
  }

  /** Shows an entity in place of what sources report, until it is released. */
  hold(entity: Entity): void {
    this.#classOf(entity.class).hold(entity);
  }

  release(cls: EntityClass, id: string): void {
    this.#classOf(cls).release(id);
  }

  /** Takes over what a table has now: its entities, their names, and where those are that several sources report. */
  update({ series, time, rowEndMs, complete }: IndexedBatch): void {
    let table = this.#tables.get(series);
    if (!table) this.#tables.set(series, (table = newTable(series)));
    if (complete.includes('VM')) table.listed = { time, rowEndMs };
    if (table.version !== series.version) {
      for (const [entity, entry] of table.entries) if (!series.has(entity)) this.#remove(table, entry);
      for (const entity of series.entities()) if (!table.entries.has(entity)) this.#add(table, entity, time);
      table.version = series.version;
    }
    for (const [entity, known] of table.entries) {
      const { name } = entity;
      const index = this.#classOf(entity.class);
      let entry = known;
      if (entry.name !== name) {
        entry = { ...known, name };
        table.entries.set(entity, entry);
        index.replace(known, entry);
      }
      const placement = index.placement(entity.id);
      if (!placement) continue;
      placement.see(entry, time);
      index.choose(entity.id);
      this.#mark(placement);
    }
    table.rowEndMs = rowEndMs;
  }

  /** Removes a table with all its entities. */
  remove(series: SeriesTable): void {
    const table = this.#tables.get(series);
    if (!table) return;
    for (const entry of table.entries.values()) this.#remove(table, entry);
    this.#tables.delete(series);
  }

  #add(table: IndexedTable, entity: Entity, time: number): void {
    const entry = { entity, name: entity.name, table, activeSince: time };
    table.entries.set(entity, entry);
    this.#classOf(entity.class).add(entry);
  }

  #remove({ entries }: IndexedTable, entry: Entry): void {
    entries.delete(entry.entity);
    const left = this.#classOf(entry.entity.class).remove(entry);
    if (left) setConflict(left.entity, null);
  }

  /** Sets the condition of one that is at work on two hosts at once, or takes it away. */
  #mark({ entries, conflict }: Placement): void {
    const names = conflict?.hosts.map((id) => this.get('host', id)?.name ?? id).sort();
    const reason = names && `runs on ${names.join(' and on ')} at once`;
    for (const { entity } of entries)
      setConflict(entity, conflict && reason ? { kind: 'conflict', since: conflict.since, reason } : null);
  }

  #classOf(cls: EntityClass): ClassIndex {
    let index = this.#classes.get(cls);
    if (!index) this.#classes.set(cls, (index = new ClassIndex()));
    return index;
  }
}

function newTable(series: SeriesTable): IndexedTable {
  const never = { time: -Infinity, rowEndMs: -Infinity };
  return { series, version: -1, entries: new Map(), rowEndMs: 0, listed: never };
}

/** A condition that its source has found comes first. */
function setConflict(entity: Entity, conflict: Entity['condition']): void {
  if (entity.condition === null || entity.condition.kind === 'conflict') entity.condition = conflict;
}
