import type { Batch } from '../model/batch.ts';
import type { Entity, EntityClass } from '../model/entity.ts';
import type { EntityEvent } from '../model/event.ts';
import type { Reason } from '../model/reason.ts';
import type { RemoteQueryStatus } from './remote-query/health.ts';

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
  /** The metrics of each entity, instead of the same of all. */
  readonly metricsOf?: (entity: Entity) => readonly string[];
  /** Epoch ms; rows that end after `start` and not after `end`. */
  readonly start: number;
  readonly end: number;
  /** Rounded up to a multiple of the finest step; the finest rows that reach back to `start` when left out. */
  readonly stepMs?: number;
  /** AVERAGE alone when left out. */
  readonly cfs?: readonly Consolidation[];
  /** Whether the remote engine, where one is configured, is asked for what is older than our own rows. */
  readonly remote?: boolean;
  /** Whether rows have their reasons; true when left out. Reading them costs as much as reading the values. */
  readonly reasons?: boolean;
  /** Ends the reading: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface HistoryColumn {
  readonly entity: Entity;
  readonly metric: string;
  readonly cf: Consolidation;
  readonly values: Float64Array;
  /** Without meaning where they were not asked for. */
  readonly reasons: Uint8Array;
}

/** Rows on a grid of multiples of `stepMs`; row i covers (start + i·step, start + (i+1)·step]. Times in epoch ms. */
export interface History {
  readonly start: number;
  readonly end: number;
  readonly stepMs: number;
  /** The step that was asked for, where only coarser rows reach back to the start; else null. */
  readonly askedStepMs: number | null;
  readonly rows: number;
  /** One for each entity, each of the metrics that it has, and each of the cfs, in this order. */
  readonly columns: readonly HistoryColumn[];
  /** Sentences that say what may be missing and why; left out when nothing is. */
  readonly notes?: readonly string[];
}

export interface TopQuery {
  readonly class: EntityClass;
  readonly metric: string;
  /** Epoch ms. */
  readonly start: number;
  readonly end: number;
  /** Over the window: the mean, the least, the greatest or the newest known value. */
  readonly cf: Consolidation;
  readonly limit: number;
  /** Only what is on this host; all when left out. */
  readonly host?: string;
  /** Ends the reading: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface TopRow {
  readonly entity: Entity;
  readonly value: number;
  /** Part of the window, 0 to 1, in which it was read; off and gone is 0, and not unknown. */
  readonly known: number;
  /** Part, 0 to 1, of all that was used in the window; null where that is nothing. */
  readonly share: number | null;
}

/** Who has most of a metric in a window, highest first. */
export interface Top {
  readonly start: number;
  readonly end: number;
  readonly stepMs: number;
  /** Entities that have a value in the window, also those beyond the limit. */
  readonly count: number;
  /** Mean, least, greatest or newest of what all had together in each row. */
  readonly sum: number;
  readonly rows: readonly TopRow[];
}

export interface EventQuery {
  readonly class?: EntityClass;
  readonly id?: string;
  /** Epoch ms, both included. */
  readonly start: number;
  readonly end: number;
  /** So many of the newest. */
  readonly limit?: number;
}

/** One length of rows that is kept for a class of entity. */
export interface ArchiveInfo {
  readonly stepMs: number;
  /** Rows kept. */
  readonly rows: number;
  readonly cfs: readonly Consolidation[];
  /** Epoch ms at which the oldest and the newest row end; null while there is none. */
  readonly oldest: number | null;
  readonly newest: number | null;
}

/** Something of history that was mended, or is set aside until the clock is right. */
export interface HistoryRepair {
  readonly file: string;
  readonly problem: string;
  /** Rows that are not shown for it. */
  readonly rowsLost: number;
}

/** How the keeping of history goes: anything but ok is told to people. */
export interface HistoryCondition {
  /** Whether history survives a restart. */
  readonly kept: boolean;
  readonly directory: string | null;
  readonly kind: 'ok' | 'disk-full' | 'read-only' | 'failing' | 'clock-behind';
  /** A sentence; null when all is well. */
  readonly reason: string | null;
  /** Epoch ms. */
  readonly since: number | null;
  /** Rows that wait to be written, and those that could not wait any longer. */
  readonly pendingRows: number;
  readonly droppedRows: number;
  readonly repairs: readonly HistoryRepair[];
}

/** What virtscope remembers of every series: the newest values and their history. */
export interface Store {
  /** Copies the batch; rows that were skipped since the last one are unknown, "not collected". */
  append(batch: Batch): void;
  /** As `append`, in slices between which the event loop turns; the batch is lent until it resolves. */
  appendInSlices(batch: Batch): Promise<void>;
  /** Ordered by name, then id. An entity that two sources report appears once. */
  entities(cls: EntityClass): readonly Entity[];
  /** Also one that is gone, whose state is `gone`, or that was there before a restart and not seen since: `unknown`. */
  entity(cls: EntityClass, id: string): Entity | null;
  /** Those that are gone and whose history has not run out, ordered as `entities`. */
  past(cls: EntityClass): readonly Entity[];
  /** Metric names, numbers in them in numeric order. */
  metrics(entity: Entity): string[];
  /** Null where the entity has no such metric. */
  instant(entity: Entity, metric: string): Sample | null;
  latest(cls: EntityClass, metrics: readonly string[]): LatestTable;
  /** As `latest`; the event loop turns while the values of many entities are looked for. */
  latestInSlices(cls: EntityClass, metrics: readonly string[]): Promise<LatestTable>;
  /** Null before the entity's source has delivered. */
  latestRow(entity: Entity): LatestRow | null;
  history(query: HistoryQuery): Promise<History>;
  /** Entities of one class in the order in which their rows lie in files: asked for so, neighbours are read in one go. */
  storedOrder(entities: readonly Entity[]): Entity[];
  top(query: TopQuery): Promise<Top>;
  /** Oldest first. */
  events(query: EventQuery): readonly EntityEvent[];
  /** Finest first. */
  archives(cls: EntityClass): readonly ArchiveInfo[];
  condition(): HistoryCondition;
  /** How asking the remote engine goes; null where none is configured. */
  remoteQuery(): RemoteQueryStatus | null;
  /** Epoch ms at which the newest row of an entity ends, of the finest step or of another; 0 before the first. */
  newest(cls: EntityClass, id: string, stepMs?: number): number;
  /** Epoch ms of the newest batch of a source; null before the first. */
  batchTime(source: string): number | null;
  /** Resolves at the next append or after the time; rejects with the signal's reason. */
  changed(signal: AbortSignal, timeoutMs: number): Promise<void>;
  /** Called after each append, in the same turn. Returns the way to stop it. */
  subscribe(listener: (batch: Batch) => void): () => void;
  /** Writes what is not written yet. */
  close(): Promise<void>;
}
