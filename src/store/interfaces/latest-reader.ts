import type { Batch } from '../../model/batch.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import type { Reason } from '../../model/reason.ts';

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

/** The newest values, and the moments at which there are newer ones. */
export interface LatestReader {
  /** Null where the entity has no such metric. */
  instant(entity: Entity, metric: string): Sample | null;
  latest(cls: EntityClass, metrics: readonly string[]): LatestTable;
  /** As `latest`; the event loop turns while the values of many entities are looked for. */
  latestInSlices(cls: EntityClass, metrics: readonly string[]): Promise<LatestTable>;
  /** Null before the entity's source has delivered. */
  latestRow(entity: Entity): LatestRow | null;
  /** Epoch ms of the newest batch of a source; null before the first. */
  batchTime(source: string): number | null;
  /** Epoch ms at which the row of the newest batch of a source ends; null before the first, and where it is no row. */
  batchRow(source: string): number | null;
  /** Resolves at the next append or after the time; rejects with the signal's reason. */
  changed(signal: AbortSignal, timeoutMs: number): Promise<void>;
  /** Called after each append, in the same turn. Returns the way to stop it. */
  subscribe(listener: (batch: Batch) => void): () => void;
}
