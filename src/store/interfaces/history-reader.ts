import type { Entity, EntityClass } from '../../model/entity.ts';
import type { ArchiveSelection } from '../archive/select-archive.ts';

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
  /** Reads these rows, on whose grid `start` is; those that suit `start` and `stepMs` best when left out. */
  readonly archive?: ArchiveSelection;
  /** Whether a remote engine in front of the store, where there is one, is asked for what is older than our own rows. */
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
  /** Only entities on this host; all when left out. */
  readonly host?: string;
  /** Only these; all of the class, and those that went in the window, when left out. */
  readonly entities?: readonly Entity[];
  /** Ends the reading: it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface TopRow {
  readonly entity: Entity;
  readonly value: number;
  /** Part of the window, 0 to 1, in which it was read; inactive and removed is 0, and not unknown. */
  readonly known: number;
  /** Part, 0 to 1, of all that was used in the window; null where that is nothing. */
  readonly share: number | null;
}

/** The entities that have most of a metric in a window, highest first. */
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

/** Rows of the past. */
export interface HistoryReader {
  history(query: HistoryQuery): Promise<History>;
  top(query: TopQuery): Promise<Top>;
  /** The archives of a class, finest first, with the rows of these entities, or of all of the class. */
  archives(cls: EntityClass, entities?: readonly Entity[]): readonly ArchiveInfo[];
  /** Entities of one class in the order in which their rows lie in files: asked for so, neighbours are read in one go. */
  storedOrder(entities: readonly Entity[]): Entity[];
  /** Epoch ms at which the newest row of an entity ends, of the finest step or of another; 0 before the first. */
  newest(cls: EntityClass, id: string, stepMs?: number): number;
  /** Epoch ms at which the first interval begins in which an entity was seen; Infinity for one that never was. */
  firstSeen(entity: Entity): number;
  /** Resolves when `archives` covers all rows of a class that were appended. */
  caughtUp(cls: EntityClass): Promise<void>;
}
