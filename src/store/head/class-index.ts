import type { Entity } from '../../model/entity.ts';
import { Placement, type Entry } from './placement.ts';

type Listed = Pick<Entry, 'entity' | 'name'>;

/**
 * The entities of one class by id. Of one that several sources report (a VM that migrates, one daemon reached twice) its
 * {@link Placement} chooses the primary one.
 */
export class ClassIndex {
  readonly #primary = new Map<string, Entry>();
  /** Entities that several sources report. */
  readonly #duplicates = new Map<string, Placement>();
  /** Entities that are shown in place of what sources report. */
  readonly #held = new Map<string, Listed>();
  /** Ends of the newest rows, epoch ms, in which another entity was the primary one. */
  readonly #takenOver = new Map<string, number>();
  /** Primary entities of each source. */
  readonly #counts = new Map<string, number>();
  /** In the order of the list, without what has changed since. */
  #ordered: readonly Listed[] = [];
  #list: readonly Entity[] = [];
  readonly #changed = new Set<string>();
  /** Ids that entities had before, and have now. */
  readonly #aliases = new Map<string, string>();

  /** The entity with this id, or that had it before. */
  get(id: string): Entity | undefined {
    return this.#held.get(id)?.entity ?? this.primary(id);
  }

  /** As `get`, of those that sources report; which of several is at work may have changed since the last batch. */
  primary(id: string): Entity | undefined {
    this.choose(id);
    const entry = this.#primary.get(id) ?? this.#primary.get(this.#aliases.get(id) ?? '');
    return entry?.entity;
  }

  takenOver(id: string): number {
    return this.#takenOver.get(id) ?? 0;
  }

  /** Shows an entity in place of what sources report, until it is released. */
  hold(entity: Entity): void {
    this.#held.set(entity.id, { entity, name: entity.name });
    this.#changed.add(entity.id);
  }

  release(id: string): void {
    if (this.#held.delete(id)) this.#changed.add(id);
  }

  /** Sources that have a primary entity. */
  sources(): Iterable<string> {
    return this.#counts.keys();
  }

  /** One entity for each id by name, then id. The same array as before while none is added, removed or renamed. */
  list(): readonly Entity[] {
    if (this.#changed.size > 0) {
      const shown = Array.from(this.#changed, (id) => this.#held.get(id) ?? this.#primary.get(id));
      const added = shown.filter((entry) => !!entry);
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
    let placement = this.#duplicates.get(id);
    if (!placement) this.#duplicates.set(id, (placement = new Placement(first)));
    placement.add(entry);
    this.choose(id);
  }

  /** @returns what is left of an entity that several sources reported */
  remove(entry: Entry): Entry | null {
    const { id } = entry.entity;
    const placement = this.#duplicates.get(id);
    placement?.remove(entry);
    if (placement && placement.entries.length > 1) {
      this.choose(id);
      return null;
    }
    const left = placement?.entries[0];
    this.#duplicates.delete(id);
    this.#setPrimary(id, left);
    return left ?? null;
  }

  /** Puts an entity under another name. */
  replace(entry: Entry, renamed: Entry): void {
    const { id } = entry.entity;
    this.#duplicates.get(id)?.replace(entry, renamed);
    if (this.#primary.get(id) === entry) this.#setPrimary(id, renamed);
  }

  /** The placement of an entity that several sources report; undefined of any other. */
  placement(id: string): Placement | undefined {
    return this.#duplicates.get(id);
  }

  /** Chooses the primary entity again: which of several is at work changes without a change of their tables. */
  choose(id: string): void {
    const placement = this.#duplicates.get(id);
    if (placement) this.#setPrimary(id, placement.choose());
  }

  #setPrimary(id: string, entry: Entry | undefined): void {
    const before = this.#primary.get(id);
    if (before === entry) return;
    if (before) this.#count(before.entity.source, -1);
    if (!entry) this.#takenOver.delete(id);
    else if (before && before.entity !== entry.entity) this.#takenOver.set(id, before.table.rowEndMs);
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

/** The order of entities: by name, then id. */
export function byName(a: Entity | Listed, b: Entity | Listed): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return idOf(a) < idOf(b) ? -1 : 1;
}

function idOf(one: Entity | Listed): string {
  return 'entity' in one ? one.entity.id : one.id;
}

/** Two ordered lists to one. */
function merge(a: readonly Listed[], b: readonly Listed[]): Listed[] {
  if (a.length === 0) return [...b];
  const merged: Listed[] = [];
  let at = 0;
  for (const entry of b) {
    while (at < a.length && byName(a[at] as Listed, entry) < 0) merged.push(a[at++] as Listed);
    merged.push(entry);
  }
  while (at < a.length) merged.push(a[at++] as Listed);
  return merged;
}
