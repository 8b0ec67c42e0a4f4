import type { Entity, EntityClass } from '../../model/entity.ts';
import type { SeriesTable } from '../../model/series.ts';
import { ClassIndex, type Entry } from './class-index.ts';

/** What is indexed of one table. */
interface IndexedTable {
  version: number;
  readonly entries: Map<Entity, Entry>;
}

/**
 * All entities of all sources by class and id, kept up from the series tables: an update costs as much as its table has
 * entities, a lookup the same with two and with a thousand sources.
 */
export class EntityIndex {
  readonly #tables = new Map<SeriesTable, IndexedTable>();
  readonly #classes = new Map<EntityClass, ClassIndex>();

  /** Of an entity that several sources report, the {@link ClassIndex.primary} one. */
  get(cls: EntityClass, id: string): Entity | null {
    return this.#classes.get(cls)?.primary(id) ?? null;
  }

  /** By name, then id. The same array as before while no entity is added, removed or renamed. */
  list(cls: EntityClass): readonly Entity[] {
    return this.#classOf(cls).list();
  }

  /** Sources that have a primary entity of a class. */
  sources(cls: EntityClass): Iterable<string> {
    return this.#classOf(cls).sources();
  }

  /** Takes over what a table has now: its entities, their names, and which of those that are duplicated run. */
  update(series: SeriesTable): void {
    const table = this.#tables.get(series) ?? { version: -1, entries: new Map<Entity, Entry>() };
    this.#tables.set(series, table);
    if (table.version !== series.version) {
      for (const [entity, entry] of table.entries) if (!series.has(entity)) this.#remove(table, entry);
      for (const entity of series.entities()) if (!table.entries.has(entity)) this.#add(table, entity);
      table.version = series.version;
    }
    for (const [entity, entry] of table.entries) {
      const { name } = entity;
      if (entry.name === name) this.#classOf(entity.class).choose(entity.id);
      else {
        const renamed = { entity, name };
        table.entries.set(entity, renamed);
        this.#classOf(entity.class).replace(entry, renamed);
      }
    }
  }

  /** Removes a table with all its entities. */
  remove(series: SeriesTable): void {
    const table = this.#tables.get(series);
    for (const entry of table?.entries.values() ?? []) this.#classOf(entry.entity.class).remove(entry);
    this.#tables.delete(series);
  }

  #add({ entries }: IndexedTable, entity: Entity): void {
    const entry = { entity, name: entity.name };
    entries.set(entity, entry);
    this.#classOf(entity.class).add(entry);
  }

  #remove({ entries }: IndexedTable, entry: Entry): void {
    entries.delete(entry.entity);
    this.#classOf(entry.entity.class).remove(entry);
  }

  #classOf(cls: EntityClass): ClassIndex {
    let index = this.#classes.get(cls);
    if (!index) this.#classes.set(cls, (index = new ClassIndex()));
    return index;
  }
}
