import { activityOf } from '../../model/classes.ts';
import type { Entity } from '../../model/entity.ts';

/** An entity, and the name by which it is ordered: a source renames its entities in place. */
export interface Entry {
  readonly entity: Entity;
  readonly name: string;
}

/**
 * The entities of one class by id. Where several sources report the same one (a VM that migrates, one daemon reached
 * twice), the one that runs is the primary one, else the first.
 */
export class ClassIndex {
  readonly #primary = new Map<string, Entry>();
  /** Entities that several sources report, as each has them. */
  readonly #duplicates = new Map<string, readonly Entry[]>();
  /** Primary entities of each source. */
  readonly #counts = new Map<string, number>();
  /** In the order of the list, without what has changed since. */
  #ordered: readonly Entry[] = [];
  #list: readonly Entity[] = [];
  readonly #changed = new Set<string>();
  /** Ids that entities had before, and have now. */
  readonly #aliases = new Map<string, string>();

  /** The entity with this id, or that had it before; which of several runs may have changed since the last batch. */
  primary(id: string): Entity | undefined {
    this.choose(id);
    const entry = this.#primary.get(id) ?? this.#primary.get(this.#aliases.get(id) ?? '');
    return entry?.entity;
  }

  /** Sources that have a primary entity. */
  sources(): Iterable<string> {
    return this.#counts.keys();
  }

  /** Primary entities by name, then id. The same array as before while none is added, removed or renamed. */
  list(): readonly Entity[] {
    if (this.#changed.size > 0) {
      const added = Array.from(this.#changed, (id) => this.#primary.get(id)).filter((entry) => !!entry);
      const rest = this.#ordered.filter(({ entity }) => !this.#changed.has(entity.id));
      this.#ordered = merge(rest, added.sort(byName));
      this.#list = this.#ordered.map(({ entity }) => entity);
      this.#changed.clear();
    }
    return this.#list;
  }

  add(entry: Entry): void {
    const { id, aliases } = entry.entity;
    for (const alias of aliases) this.#aliases.set(alias, id);
    const first = this.#primary.get(id);
    if (!first) return this.#setPrimary(id, entry);
    this.#duplicates.set(id, [...(this.#duplicates.get(id) ?? [first]), entry]);
    this.choose(id);
  }

  remove(entry: Entry): void {
    const { id } = entry.entity;
    const left = (this.#duplicates.get(id) ?? [entry]).filter((one) => one !== entry);
    if (left.length > 1) {
      this.#duplicates.set(id, left);
      return this.choose(id);
    }
    this.#duplicates.delete(id);
    this.#setPrimary(id, left[0]);
  }

  /** Puts an entity under another name. */
  replace(entry: Entry, renamed: Entry): void {
    const { id } = entry.entity;
    const known = this.#duplicates.get(id);
    if (known) {
      const entries = known.map((one) => (one === entry ? renamed : one));
      this.#duplicates.set(id, entries);
    }
    if (this.#primary.get(id) === entry) this.#setPrimary(id, renamed);
    this.choose(id);
  }

  /** Chooses the primary entity again: which of several runs changes without a change of their tables. */
  choose(id: string): void {
    const entries = this.#duplicates.get(id);
    if (!entries) return;
    this.#setPrimary(id, entries.find(isAtWork) ?? entries[0]);
  }

  #setPrimary(id: string, entry: Entry | undefined): void {
    const before = this.#primary.get(id);
    if (before === entry) return;
    if (before) this.#count(before.entity.source, -1);
    if (entry) {
      this.#primary.set(id, entry);
      this.#count(entry.entity.source, 1);
    } else this.#primary.delete(id);
    this.#changed.add(id);
  }

  #count(source: string, by: number): void {
    const count = (this.#counts.get(source) ?? 0) + by;
    if (count > 0) this.#counts.set(source, count);
    else this.#counts.delete(source);
  }
}

/** Whether an entity is known to do something. */
function isAtWork({ entity: { class: cls, state } }: Entry): boolean {
  const activity = activityOf(cls, state);
  return activity === 'running' || activity === 'suspended';
}

/** The order of entities: by name, then id. */
export function byName(a: Entity | Entry, b: Entity | Entry): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return idOf(a) < idOf(b) ? -1 : 1;
}

function idOf(one: Entity | Entry): string {
  return 'entity' in one ? one.entity.id : one.id;
}

/** Two ordered lists to one. */
function merge(a: readonly Entry[], b: readonly Entry[]): Entry[] {
  if (a.length === 0) return [...b];
  const merged: Entry[] = [];
  let at = 0;
  for (const entry of b) {
    while (at < a.length && byName(a[at] as Entry, entry) < 0) merged.push(a[at++] as Entry);
    merged.push(entry);
  }
  while (at < a.length) merged.push(a[at++] as Entry);
  return merged;
}
