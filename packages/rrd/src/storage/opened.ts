import type { AppendFile } from './disk/append-file.ts';
import type { RewoundList } from './rewind/rewound-list.ts';
import type { Engine, EngineOptions } from './engine.ts';
import type { Places } from './disk/directory-guard.ts';
import type { Files } from './disk/files.ts';
import type { SeriesTable } from './series/series-table.ts';
import type { Settings } from './settings.ts';
import type { WriteQueue } from './disk/write-queue.ts';

/** What `openStorage` has found and made. */
export interface Opened {
  readonly files: Files;
  readonly directory: string;
  readonly settings: Settings;
  readonly table: SeriesTable;
  readonly log: AppendFile;
  readonly queue: WriteQueue;
  readonly engine: Engine;
  /** What the directory is loaded with again, once all its files are closed. */
  readonly engineOptions: EngineOptions;
  readonly rewoundList: RewoundList;
  /** Rows to keep in memory, by row length. */
  readonly recentRows: ReadonlyMap<number, number>;
  readonly nowMs: () => number;
  /** Why cells are unknown that cannot be read. */
  readonly unreadable: number;
  /** Gives the lock back. */
  readonly unlock: () => Promise<void>;
  /** Where it was opened. */
  readonly places: Places;
}
