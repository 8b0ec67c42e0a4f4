import type { Entity, EntityClass } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import type { LatestTable } from '../interfaces/latest-reader.ts';
import type { Ring } from './ring.ts';

/** One metric of all entities of a class. */
interface Column {
  /** The slot of each entity; −1 = the entity has no such metric. */
  readonly slots: Int32Array;
  /** Null until they are asked for after an append. */
  cells: { readonly values: Float64Array; readonly reasons: Uint8Array } | null;
}

/** Where the values of a class are. */
interface Plan {
  readonly entities: readonly Entity[];
  /** Version of each ring's table, joined: slots are found again when it changes. */
  readonly stamp: string;
  /** Rings that hold an entity of the class, and the place of each entity's ring among them. */
  readonly rings: readonly Ring[];
  readonly ringOf: Uint16Array;
  /** By metric, the one used last at the end. */
  readonly columns: Map<string, Column>;
}

export interface LatestTablesOptions {
  readonly ringOf: (source: string) => Ring | undefined;
  /** Why the value is unknown of a metric that an entity has no series of. */
  readonly absent: (entity: Entity, metric: string) => Reason;
}

/** Tables that are shared until the next append. */
const maxTables = 32;
/** Columns of a class that are kept: more than there are metrics that readers watch. */
const maxColumns = 256;

/**
 * Newest values of a class as columns. Finding 10,000 × 8 slots costs more than reading them, so it is done once for
 * each metric until a series comes or goes; a column is shared by all tables that have it until the next append.
 */
export class LatestTables {
  readonly #options: LatestTablesOptions;
  readonly #plans = new Map<EntityClass, Plan>();
  /** Those made since the last append, by class and metrics. */
  readonly #tables = new Map<string, LatestTable>();

  constructor(options: LatestTablesOptions) {
    this.#options = options;
  }

  invalidate(): void {
    this.#tables.clear();
    for (const { columns } of this.#plans.values())
      for (const column of columns.values()) column.cells = null;
  }

  /** Finds where the values of a table are, which takes longest of it. Yields where the rest may wait. */
  *find(cls: EntityClass, metrics: readonly string[], entities: readonly Entity[]): Generator<void, void> {
    const plan = this.#planOf(cls, entities);
    for (const metric of metrics) {
      yield;
      columnOf(plan, metric);
    }
  }

  get(cls: EntityClass, metrics: readonly string[], entities: readonly Entity[]): LatestTable {
    const plan = this.#planOf(cls, entities);
    const key = [cls, ...metrics].join(',');
    let table = this.#tables.get(key);
    if (table) return table;
    this.#tables.set(key, (table = this.#make(plan, metrics)));
    if (this.#tables.size > maxTables) this.#tables.delete(this.#tables.keys().next().value as string);
    return table;
  }

  #make(plan: Plan, metrics: readonly string[]): LatestTable {
    const { entities, rings } = plan;
    const columns = new Map<string, Float64Array>();
    const reasons = new Map<string, Uint8Array>();
    for (const metric of metrics) {
      const column = columnOf(plan, metric);
      column.cells ??= this.#read(plan, metric, column.slots);
      columns.set(metric, column.cells.values);
      reasons.set(metric, column.cells.reasons);
    }
    const time = Math.max(...rings.map((ring) => ring.newest?.time ?? 0));
    return { time: rings.length > 0 ? time : Number.NaN, entities, columns, reasons };
  }

  #read({ entities, rings, ringOf }: Plan, metric: string, slots: Int32Array): NonNullable<Column['cells']> {
    const values = new Float64Array(entities.length).fill(Number.NaN);
    const reasons = new Uint8Array(entities.length).fill(Reason.notReported);
    for (let i = 0; i < entities.length; i++) {
      const slot = slots[i] as number;
      const row = rings[ringOf[i] as number]?.newest;
      if (slot < 0 || !row) {
        reasons[i] = this.#options.absent(entities[i] as Entity, metric);
        continue;
      }
      const covered = slot < row.length;
      const value = covered ? (row.values[slot] as number) : Number.NaN;
      values[i] = value;
      const unknown = (covered && row.reasons[slot]) || Reason.notCollected;
      reasons[i] = Number.isNaN(value) ? unknown : Reason.known;
    }
    return { values, reasons };
  }

  #planOf(cls: EntityClass, entities: readonly Entity[]): Plan {
    const known = this.#plans.get(cls);
    if (known?.entities === entities && known.stamp === stampOf(known.rings)) return known;
    const plan = this.#plan(entities);
    this.#plans.set(cls, plan);
    this.#tables.clear();
    return plan;
  }

  #plan(entities: readonly Entity[]): Plan {
    const places = new Map<Ring, number>();
    const ringOf = new Uint16Array(entities.length);
    for (const [i, entity] of entities.entries()) {
      const ring = this.#options.ringOf(entity.source);
      if (!ring) continue;
      const place = places.get(ring) ?? places.size;
      places.set(ring, place);
      ringOf[i] = place;
    }
    const rings = [...places.keys()];
    return { entities, stamp: stampOf(rings), rings, ringOf, columns: new Map() };
  }
}

function stampOf(rings: readonly Ring[]): string {
  return rings.map((ring) => ring.series.version).join(' ');
}

function columnOf({ entities, rings, ringOf, columns }: Plan, metric: string): Column {
  const column = columns.get(metric) ?? {
    slots: Int32Array.from(
      entities,
      (entity, i) => rings[ringOf[i] as number]?.series.find(entity, metric) ?? -1,
    ),
    cells: null,
  };
  columns.delete(metric);
  columns.set(metric, column);
  if (columns.size > maxColumns) columns.delete(columns.keys().next().value as string);
  return column;
}
