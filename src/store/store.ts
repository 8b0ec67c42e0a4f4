import type { Batch } from '../model/batch.ts';
import type { Entity, EntityClass } from '../model/entity.ts';
import type { Reason } from '../model/reason.ts';

/** One value with its age and, where it is unknown, why. */
export interface Sample {
  readonly value: number | null;
  /** Epoch ms when the value was measured, or was last known when it is null; NaN if it never was. */
  readonly time: number;
  readonly reason: Reason;
}

/** The newest values of many entities, one array per metric, indexed like `entities`. Shared: do not write. */
export interface LatestTable {
  /** Epoch ms of the newest batch that feeds the class; NaN before the first. */
  readonly time: number;
  readonly entities: readonly Entity[];
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly reasons: ReadonlyMap<string, Uint8Array>;
}

/** All newest values of one entity, as its source laid them out. Lent: valid for as long as a ring row lives. */
export interface LatestRow {
  readonly time: number;
  readonly slots: ReadonlyMap<string, number>;
  readonly values: Float64Array;
  readonly reasons: Uint8Array;
}

export const Consolidation = { average: 'AVERAGE', min: 'MIN', max: 'MAX', last: 'LAST' } as const;
export type Consolidation = (typeof Consolidation)[keyof typeof Consolidation];

export interface HistoryQuery {
  readonly entities: readonly Entity[];
  readonly metrics: readonly string[];
  /** Epoch ms; rows that end after `start` and not after `end`. */
  readonly start: number;
  readonly end: number;
  /** Rounded up to a multiple of the ring's step; the ring's step when left out. */
  readonly stepMs?: number;
  /** AVERAGE when left out. */
  readonly cf?: Consolidation;
}

export interface HistoryColumn {
  readonly entity: Entity;
  readonly metric: string;
  readonly values: Float64Array;
  readonly reasons: Uint8Array;
}

/** Rows on a grid of multiples of `stepMs`; row i covers (start + i·step, start + (i+1)·step]. Times in epoch ms. */
export interface History {
  readonly start: number;
  readonly end: number;
  readonly stepMs: number;
  readonly rows: number;
  /** One for each entity and each of the metrics that it has. */
  readonly columns: readonly HistoryColumn[];
}

/** What virtscope remembers of every series: the newest values and their history. */
export interface Store {
  /** Copies the batch; rows that were skipped since the last one are unknown, "not collected". */
  append(batch: Batch): void;
  /** Ordered by name, then id. An entity that two sources report appears once. */
  entities(cls: EntityClass): readonly Entity[];
  entity(cls: EntityClass, id: string): Entity | null;
  /** Metric names, numbers in them in numeric order. */
  metrics(entity: Entity): string[];
  /** Null where the entity has no such metric. */
  instant(entity: Entity, metric: string): Sample | null;
  latest(cls: EntityClass, metrics: readonly string[]): LatestTable;
  /** Null before the entity's source has delivered. */
  latestRow(entity: Entity): LatestRow | null;
  history(query: HistoryQuery): History;
  /** Epoch ms at which the newest row of an entity ends; 0 before the first. */
  newest(cls: EntityClass, id: string): number;
  /** Epoch ms of the newest batch of a source; null before the first. */
  batchTime(source: string): number | null;
  /** Resolves at the next append or after the time; rejects with the signal's reason. */
  changed(signal: AbortSignal, timeoutMs: number): Promise<void>;
  /** Called after each append, in the same turn. Returns the way to stop it. */
  subscribe(listener: (batch: Batch) => void): () => void;
}
