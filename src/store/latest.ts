import type { Entity, EntityClass } from '../model/entity.ts';
import { Reason } from '../model/reason.ts';
import type { LatestTable } from './store.ts';
import type { Ring } from './ring.ts';

interface Plan {
  readonly entities: readonly Entity[];
  /** Version of each ring's table, joined: slots are found again when it changes. */
  readonly stamp: string;
  /** Rings that hold an entity of the class, and the place of each entity's ring among them. */
  readonly rings: readonly Ring[];
  readonly ringOf: Uint16Array;
  /** For each metric the slot of each entity; −1 = the entity has no such metric. */
  readonly slots: readonly Int32Array[];
  table: LatestTable | null;
}

/** Plans kept: one for each set of columns that somebody watches. */
const maxPlans = 32;

/**
 * Newest values of a class as columns. Finding 10,000 × 8 slots costs more than reading them, so it is done once for
 * each set of columns until a series comes or goes; the table itself is shared until the next append.
 */
export class LatestTables {
  readonly #ringOf: (source: string) => Ring | undefined;
  readonly #plans = new Map<string, Plan>();

  constructor(ringOf: (source: string) => Ring | undefined) {
    this.#ringOf = ringOf;
  }

  invalidate(): void {
    for (const plan of this.#plans.values()) plan.table = null;
  }

  get(cls: EntityClass, metrics: readonly string[], entities: readonly Entity[]): LatestTable {
    const key = [cls, ...metrics].join(',');
    let plan = this.#plans.get(key);
    if (!plan || plan.entities !== entities || plan.stamp !== stampOf(plan.rings)) {
      plan = this.#plan(metrics, entities);
      this.#plans.delete(key);
      this.#plans.set(key, plan);
      if (this.#plans.size > maxPlans) this.#plans.delete(this.#plans.keys().next().value as string);
    }
    plan.table ??= read(plan, metrics);
    return plan.table;
  }

  #plan(metrics: readonly string[], entities: readonly Entity[]): Plan {
    const places = new Map<Ring, number>();
    const ringOf = new Uint16Array(entities.length);
    const slots = metrics.map(() => new Int32Array(entities.length).fill(-1));
    for (const [i, entity] of entities.entries()) {
      const ring = this.#ringOf(entity.source);
      if (!ring) continue;
      const place = places.get(ring) ?? places.size;
      places.set(ring, place);
      ringOf[i] = place;
      const known = ring.series.metrics(entity);
      for (const [m, metric] of metrics.entries()) (slots[m] as Int32Array)[i] = known.get(metric) ?? -1;
    }
    const rings = [...places.keys()];
    return { entities, stamp: stampOf(rings), rings, ringOf, slots, table: null };
  }
}

function stampOf(rings: readonly Ring[]): string {
  return rings.map((ring) => ring.series.version).join(' ');
}

function read(plan: Plan, metrics: readonly string[]): LatestTable {
  const { entities, rings, ringOf, slots } = plan;
  const columns = new Map<string, Float64Array>();
  const reasons = new Map<string, Uint8Array>();
  for (const [m, metric] of metrics.entries()) {
    const slotOf = slots[m] as Int32Array;
    const values = new Float64Array(entities.length).fill(Number.NaN);
    const whys = new Uint8Array(entities.length).fill(Reason.notReported);
    for (let i = 0; i < entities.length; i++) {
      const slot = slotOf[i] as number;
      const ring = rings[ringOf[i] as number];
      const row = ring?.newest;
      if (slot < 0 || !ring || !row) continue;
      const covered = slot < row.length;
      const value = covered ? (row.values[slot] as number) : Number.NaN;
      values[i] = value;
      const unknown = (covered && row.reasons[slot]) || Reason.notCollected;
      whys[i] = Number.isNaN(value) ? unknown : Reason.known;
    }
    columns.set(metric, values);
    reasons.set(metric, whys);
  }
  const time = Math.max(...rings.map((ring) => ring.newest?.time ?? 0));
  return { time: rings.length > 0 ? time : Number.NaN, entities, columns, reasons };
}
