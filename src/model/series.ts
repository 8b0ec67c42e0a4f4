import type { Entity } from './entity.ts';
import { SlotList } from './slot-list.ts';

const MAX_NAMES = 4096;

/**
 * The series of one source: each (entity, metric) has a slot, and a batch is arrays indexed by slot.
 * Slots of a retired entity are handed out again only after `keepTicks` ticks, when every ring row that could
 * still hold its values has been overwritten.
 */
export class SeriesTable {
  readonly #keepTicks: number;
  readonly #slots = new Map<Entity, Map<string, number>>();
  readonly #entityOf = new SlotList<Entity | null>();
  readonly #metricOf = new SlotList<string>();
  /** Ten thousand VMs have the same hundred names: each is kept once. */
  readonly #names = new Map<string, string>();
  readonly #free: number[] = [];
  readonly #retired: { slots: number[]; atTick: number }[] = [];
  #tick = 0;
  #version = 0;

  /** @param keepTicks rows a store may keep; a freed slot is not used again for that many ticks. */
  constructor(keepTicks = 128) {
    this.#keepTicks = keepTicks;
  }

  /** Length every values array of this table must have. */
  get length(): number {
    return this.#entityOf.length;
  }

  /** Grows whenever a series or an entity is added or removed: data derived from the table is then out of date. */
  get version(): number {
    return this.#version;
  }

  /** Entities in order of first appearance. */
  entities(): IterableIterator<Entity> {
    return this.#slots.keys();
  }

  has(entity: Entity): boolean {
    return this.#slots.has(entity);
  }

  /** Adds an entity, which need not have a series yet. */
  add(entity: Entity): void {
    if (this.#slots.has(entity)) return;
    this.#slots.set(entity, new Map());
    this.#version++;
  }

  /** The slot of a series, made on first use. */
  slot(entity: Entity, metric: string): number {
    const known = this.#slots.get(entity)?.get(metric);
    if (known !== undefined) return known;
    this.add(entity);
    const slot = this.#free.pop() ?? this.#entityOf.length;
    const name = this.#name(metric);
    this.#entityOf.set(slot, entity);
    this.#metricOf.set(slot, name);
    this.#slots.get(entity)?.set(name, slot);
    this.#version++;
    return slot;
  }

  #name(metric: string): string {
    const known = this.#names.get(metric);
    if (known !== undefined) return known;
    // Names with a MAC in them are as many as the interfaces there ever were: not all of them are worth keeping.
    if (this.#names.size < MAX_NAMES) this.#names.set(metric, metric);
    return metric;
  }

  find(entity: Entity, metric: string): number | undefined {
    return this.#slots.get(entity)?.get(metric);
  }

  /** Metric name → slot of one entity. */
  metrics(entity: Entity): ReadonlyMap<string, number> {
    return this.#slots.get(entity) ?? new Map<string, number>();
  }

  /** Null for a free slot. */
  entityAt(slot: number): Entity | null {
    return this.#entityOf.get(slot) ?? null;
  }

  metricAt(slot: number): string {
    return this.#metricOf.get(slot) ?? '';
  }

  /** Removes an entity and frees its slots. */
  remove(entity: Entity): void {
    const metrics = this.#slots.get(entity);
    if (!metrics) return;
    this.#slots.delete(entity);
    const slots = [...metrics.values()];
    for (const slot of slots) this.#entityOf.set(slot, null);
    this.#retired.push({ slots, atTick: this.#tick });
    this.#version++;
  }

  /** Forgets one series: its device is gone while the entity stays. */
  drop(slot: number): void {
    const entity = this.#entityOf.get(slot);
    if (!entity) return;
    this.#slots.get(entity)?.delete(this.metricAt(slot));
    this.#entityOf.set(slot, null);
    this.#retired.push({ slots: [slot], atTick: this.#tick });
    this.#version++;
  }

  /** Called once per batch by the table's owner. */
  tick(): void {
    this.#tick++;
    while (this.#retired.length > 0 && this.#tick - (this.#retired[0]?.atTick ?? 0) > this.#keepTicks) {
      this.#free.push(...(this.#retired.shift()?.slots ?? []));
    }
  }
}
