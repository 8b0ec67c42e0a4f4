import { activityOf } from '../../model/classes.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import type { SeriesTable } from '../../model/series.ts';

/** One entity as each of its sources has it. */
type Double = [Entity, ...Entity[]];

/**
 * All entities of all sources by class and id. Where two sources know the same one (a VM that migrates, one daemon
 * reached twice), the one that runs is primary, else the first.
 */
export class EntityIndex {
  readonly #tables: () => Iterable<SeriesTable>;
  #stamp = '';
  #byClass = new Map<EntityClass, Map<string, Entity>>();
  /** Those whom several sources know, as each has them: which of them runs changes without a new stamp. */
  readonly #doubles = new Map<EntityClass, Map<string, Double>>();
  readonly #ordered = new Map<EntityClass, readonly Entity[]>();

  constructor(tables: () => Iterable<SeriesTable>) {
    this.#tables = tables;
  }

  get(cls: EntityClass, id: string): Entity | null {
    this.#refresh();
    const double = this.#doubles.get(cls)?.get(id);
    return double ? this.#choose(double) : (this.#byClass.get(cls)?.get(id) ?? null);
  }

  /** By name, then id. The same array as before as long as nobody came, went or was renamed. */
  list(cls: EntityClass): readonly Entity[] {
    this.#refresh();
    for (const double of this.#doubles.get(cls)?.values() ?? []) this.#choose(double);
    const known = this.#ordered.get(cls);
    if (known && isOrdered(known)) return known;
    const sorted = [...(this.#byClass.get(cls)?.values() ?? [])].sort(byName);
    this.#ordered.set(cls, sorted);
    return sorted;
  }

  #refresh(): void {
    const stamp = Array.from(this.#tables(), (table) => table.version).join(' ');
    if (stamp === this.#stamp) return;
    const previous = this.#byClass;
    this.#byClass = new Map();
    this.#doubles.clear();
    this.#stamp = stamp;
    for (const table of this.#tables()) for (const entity of table.entities()) this.#add(entity);
    for (const doubles of this.#doubles.values()) for (const double of doubles.values()) this.#choose(double);
    for (const cls of this.#ordered.keys()) {
      if (!sameMembers(previous.get(cls), this.#byClass.get(cls))) this.#ordered.delete(cls);
    }
  }

  #add(entity: Entity): void {
    const { class: cls, id } = entity;
    const entities = this.#byClass.get(cls) ?? new Map<string, Entity>();
    this.#byClass.set(cls, entities);
    const first = entities.get(id);
    if (!first) {
      entities.set(id, entity);
      return;
    }
    const doubles = this.#doubles.get(cls) ?? new Map<string, Double>();
    this.#doubles.set(cls, doubles);
    const double = doubles.get(id);
    if (double) double.push(entity);
    else doubles.set(id, [first, entity]);
  }

  /** The one that is primary now. */
  #choose(double: Double): Entity {
    const chosen = double.find(isAtWork) ?? double[0];
    const { class: cls, id } = chosen;
    if (this.#byClass.get(cls)?.get(id) !== chosen) {
      this.#byClass.get(cls)?.set(id, chosen);
      this.#ordered.delete(cls);
    }
    return chosen;
  }
}

/** Whether an entity is known to do something. */
function isAtWork({ class: cls, state }: Entity): boolean {
  const activity = activityOf(cls, state);
  return activity === 'running' || activity === 'suspended';
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
