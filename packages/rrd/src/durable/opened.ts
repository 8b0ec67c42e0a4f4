import type { AppendFile } from './append-file.ts';
import type { Engine } from './engine.ts';
import type { Files } from './files.ts';
import type { Repair } from './load-part.ts';
import type { SeriesTable } from './series-table.ts';
import type { Settings } from './settings.ts';
import type { WriteQueue } from './write-queue.ts';

/** What `openDurable` has found and made. */
export interface Opened {
  readonly files: Files;
  readonly directory: string;
  readonly settings: Settings;
  readonly table: SeriesTable;
  readonly log: AppendFile;
  readonly queue: WriteQueue;
  readonly engine: Engine;
  readonly repairs: Repair[];
  /** Rows to keep in memory, by row length. */
  readonly memoryRows: ReadonlyMap<number, number>;
  readonly nowMs: () => number;
  /** Loads the directory again, once all its files are closed. */
  readonly reload: () => Promise<Engine>;
  /** Gives the lock back. */
  readonly unlock: () => Promise<void>;
}
