import type { AppendFile } from '../disk/append-file.ts';
import type { Saved } from '../archive-rows.ts';
import type { Files } from '../disk/files.ts';
import { writeFileAtomic } from '../disk/write-file-atomic.ts';
import type { WriteQueue } from '../disk/write-queue.ts';

/** A checkpoint that waits to be written. */
interface Waiting {
  /** Null when a newer one came before it could be written. */
  bytes: Uint8Array | null;
  isWritten: boolean;
}

/** Writes checkpoints, where replay begins; while the disk fails only the newest is kept. */
export class Checkpoints {
  readonly #files: Files;
  readonly #path: string;
  readonly #queue: WriteQueue;
  #newest: Waiting | null = null;

  constructor(files: Files, path: string, queue: WriteQueue) {
    this.#files = files;
    this.#path = path;
    this.#queue = queue;
  }

  /** Queues a checkpoint to be written after all rows of the journal's file and before any later row. */
  push(bytes: Uint8Array, journal: AppendFile | null): Saved {
    if (this.#newest) this.#newest.bytes = null;
    const own: Waiting = { bytes, isWritten: false };
    this.#newest = own;
    const run = async (): Promise<void> => {
      const given = own.bytes;
      if (!given) return;
      // Rows from before it are not made again.
      if (journal) this.#queue.sync(journal);
      await this.#queue.synced();
      await writeFileAtomic(this.#files, this.#path, given);
      own.bytes = null;
      own.isWritten = true;
    };
    this.#queue.add({ rows: null, run });
    return own;
  }
}
