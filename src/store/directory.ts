import type { Entity, EntityClass } from '../model/entity.ts';
import type { SeriesTable } from '../model/series.ts';

const atRest = new Set(['shutoff', 'crashed', 'nostate', 'unknown', 'down']);

/**
 * All entities of all sources by class and id. Where two sources know the same one (a VM that migrates, one daemon
 * reached twice), the one that runs is shown, else the first.
 */
export class Directory {
  readonly #tables: () => Iterable<SeriesTable>;
  #stamp = '';
  #hasDoubles = false;
  #byClass = new Map<EntityClass, Map<string, Entity>>();
  readonly #ordered = new Map<EntityClass, readonly Entity[]>();

  constructor(tables: () => Iterable<SeriesTable>) {
    this.#tables = tables;
  }

  get(cls: EntityClass, id: string): Entity | null {
    this.#refresh();
    return this.#byClass.get(cls)?.get(id) ?? null;
  }

  /** By name, then id. The same array as before as long as nobody came, went or was renamed. */
  list(cls: EntityClass): readonly Entity[] {
    this.#refresh();
    const known = this.#ordered.get(cls);
    if (known && isOrdered(known)) return known;
    const sorted = [...(this.#byClass.get(cls)?.values() ?? [])].sort(byName);
    this.#ordered.set(cls, sorted);
    return sorted;
  }

  #refresh(): void {
    const stamp = Array.from(this.#tables(), (table) => table.version).join(' ');
    if (stamp === this.#stamp && !this.#hasDoubles) return;
    const previous = this.#byClass;
    this.#byClass = new Map();
    this.#stamp = stamp;
    this.#hasDoubles = false;
    for (const table of this.#tables()) for (const entity of table.entities()) this.#add(entity);
    for (const cls of this.#ordered.keys()) {
      if (!sameMembers(previous.get(cls), this.#byClass.get(cls))) this.#ordered.delete(cls);
    }
  }

  #add(entity: Entity): void {
    let entities = this.#byClass.get(entity.class);
    if (!entities) this.#byClass.set(entity.class, (entities = new Map()));
    const other = entities.get(entity.id);
    if (other) this.#hasDoubles = true;
    if (!other || (atRest.has(other.state) && !atRest.has(entity.state))) entities.set(entity.id, entity);
  }
}

/** The order of entities: by name, then id. */
export function byName(a: Entity, b: Entity): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function isOrdered(entities: readonly Entity[]): boolean {
  return entities.every((entity, i) => i === 0 || byName(entities[i - 1] as Entity, entity) <= 0);
}

function sameMembers(a: Map<string, Entity> | undefined, b: Map<string, Entity> | undefined): boolean {
  if (!a || !b || a.size !== b.size) return false;
  for (const [id, entity] of a) if (b.get(id) !== entity) return false;
  return true;
}
