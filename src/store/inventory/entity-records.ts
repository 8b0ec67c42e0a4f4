import type { EntityClass } from '../../model/entity.ts';
import type { EntityRecord } from './entity-record.ts';

/** The records of all entities: those that are there by source, those that were removed by class. */
export class EntityRecords {
  readonly #records = new Map<string, EntityRecord>();
  readonly #bySource = new Map<string, Set<EntityRecord>>();
  readonly #removed = new Map<EntityClass, Set<EntityRecord>>();

  get size(): number {
    return this.#records.size;
  }

  get(key: string): EntityRecord | undefined {
    return this.#records.get(key);
  }

  /** In the order in which they were first put. */
  all(): EntityRecord[] {
    return [...this.#records.values()];
  }

  /** Those that are there, of the source that saw them last. */
  ofSource(source: string): Iterable<EntityRecord> {
    return this.#bySource.get(source) ?? [];
  }

  removed(cls: EntityClass): Iterable<EntityRecord> {
    return this.#removed.get(cls) ?? [];
  }

  /** Adds a record, or replaces the one of its entity. */
  put(record: EntityRecord): void {
    const known = this.#records.get(keyOf(record));
    if (known) this.#setOf(known).delete(known);
    this.#records.set(keyOf(record), record);
    this.#setOf(record).add(record);
  }

  /** Sets what decides where a record is found. */
  move(record: EntityRecord, to: Pick<EntityRecord, 'source' | 'goneSince'>): void {
    this.#setOf(record).delete(record);
    record.source = to.source;
    record.goneSince = to.goneSince;
    this.#setOf(record).add(record);
  }

  delete(record: EntityRecord): void {
    this.#setOf(record).delete(record);
    this.#records.delete(keyOf(record));
  }

  #setOf({ class: cls, source, goneSince }: EntityRecord): Set<EntityRecord> {
    return goneSince === null ? entry(this.#bySource, source) : entry(this.#removed, cls);
  }
}

/** What an entity's record is found by. */
export function keyOf({ class: cls, id }: Pick<EntityRecord, 'class' | 'id'>): string {
  return `${cls} ${id}`;
}

function entry<K>(sets: Map<K, Set<EntityRecord>>, key: K): Set<EntityRecord> {
  let set = sets.get(key);
  if (!set) sets.set(key, (set = new Set()));
  return set;
}
