import type { Consolidation } from '../archive.ts';
import type { RowLength } from '../consolidation/consolidator.ts';
import type { Files } from './disk/files.ts';
import type { Repair } from './segment/load-segment.ts';
import type { DiskConditionKind } from './disk/write-queue.ts';

/** Rows of one length, and how many of them are kept; the finest is as long as a step and has AVERAGE only. */
export interface ArchiveLength extends RowLength {
  readonly rows: number;
}

/** Where a durable database is and what it keeps. */
export interface StorageOptions {
  readonly directory: string;
  /** Time of one point, in whole milliseconds. */
  readonly stepMs: number;
  readonly lengths: readonly ArchiveLength[];
  /** Rows of the first function kept in memory besides the files, by row length. */
  readonly recentRows?: ReadonlyMap<number, number>;
  /**
   * Rows after which the journal is synced, beside the writing of the next: the most a loss of power takes, and those
   * that came during the sync. Default 1.
   */
  readonly syncEvery?: number;
  /** Rows in a sealed block. Default 120. */
  readonly blockRows?: number;
  /** Why cells are unknown that cannot be read from a file that is damaged or of which the disk gives nothing. Default 0, no reason. */
  readonly unreadable?: number;
  readonly nowMs?: () => number;
  readonly files?: Files;
  /** Breaks off the opening, which then rejects with its reason; the next goes on from what is there. */
  readonly signal?: AbortSignal;
}

/** How a durable database does. */
export interface Condition {
  readonly kind: 'ok' | DiskConditionKind | 'clock-behind';
  readonly reason: string | null;
  /** Since when, in epoch milliseconds; null while all is well. */
  readonly sinceMs: number | null;
  /** Finest rows that wait in memory because they cannot be written. */
  readonly pendingRows: number;
  /** Finest rows that were given up because too many waited. */
  readonly droppedRows: number;
}

/** Rows of one archive to read: those that end after `fromMs` and not after `toMs`. */
export interface ReadQuery {
  readonly rowMs: number;
  readonly cf: Consolidation;
  readonly names: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Whether to read the reasons of unknown cells. */
  readonly reasons?: boolean;
}

/** Rows that were read; NaN is unknown. */
export interface ReadRows {
  /** End of the first row. */
  readonly firstMs: number;
  readonly rowMs: number;
  readonly rows: number;
  /** All rows of the first series, then those of the second, and so on. */
  readonly values: Float64Array;
  readonly reasons: Uint8Array | null;
}

/** A round-robin database in a directory, for series that come and go. */
export interface DatabaseStorage {
  readonly stepMs: number;
  readonly lengths: readonly ArchiveLength[];
  /** End of the newest row handed in, which `read` waits for; 0 when there is none. */
  readonly lastMs: number;
  /** What was damaged or set aside, since it was opened. */
  readonly repairs: readonly Repair[];
  readonly condition: Condition;
  /** Length that the arrays of `append` must have at least. */
  readonly width: number;
  /** Columns for these names, in order; a known name goes on with its history, also one that was retired or is of before the database was opened. */
  add(names: readonly string[]): Int32Array;
  /** Ends series; each keeps its column until its longest open row is complete. */
  retire(columns: Iterable<number>): void;
  /** All series that still have rows, live or retired. */
  names(): IterableIterator<string>;
  has(name: string): boolean;
  /**
   * Takes the row of the step that ends at `endMs`; it is copied.
   *
   * Steps that were skipped are unknown for `gapReason`. A time that was taken already, or is before the newest row,
   * changes nothing. Rows that `rewind` set aside come back before one that passes them all at once.
   *
   * @returns what resolves when the row survives kill -9, or waits in memory because it cannot be written: `condition`
   *   has the reason.
   * @throws {UpdateError} TIME_INVALID, WIDTH_MISMATCH
   */
  append(
    endMs: number,
    values: Float64Array,
    reasons: Uint8Array,
    gapReason: number,
  ): Promise<'accepted' | 'repeated' | 'backwards'>;
  /**
   * Goes back in time: rows that end at `endMs` or later are set aside, and rows are taken from there on. Those aside come
   * back when a row passes all of them at once and fewer rows were kept meanwhile; `repairs` lists them until then.
   *
   * @throws the error of the system; the next row or `rewind` tries again.
   */
  rewind(endMs: number): Promise<void>;
  /** Resolves when all rows that were handed in can be read. */
  caughtUp(): Promise<void>;
  /** Unknown where nothing is held; rows that were handed in before are waited for. */
  read(query: ReadQuery): Promise<ReadRows>;
  /** End of the oldest row held. */
  oldestMs(rowMs: number): number | null;
  /** Resolves when all that was taken is written and synced, and blocks that were due are sealed. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
