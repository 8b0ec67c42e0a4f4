import { join } from 'node:path';
import { FormatError } from '../../error.ts';
import type { AppendFile } from './append-file.ts';
import type { ArchiveRows } from '../archive-rows.ts';
import type { Engine } from '../engine.ts';
import type { Files } from './files.ts';
import { moveForeignFile } from '../recovery/foreign.ts';
import type { Repair } from '../segment/load-segment.ts';
import { takeLock } from './lock.ts';
import { NAMES } from '../names.ts';
import { createFileAtomic } from './write-file-atomic.ts';
import { writeSeriesLog } from '../series/series-log.ts';
import type { SeriesTable } from '../series/series-table.ts';
import { readSettings, writeSettings, type Settings } from '../settings.ts';

/** Bytes of a file that are copied at once. */
const PIECE = 1 << 20;

/** What has the names of the directory and of the files in it that are not held open. */
export interface Places {
  readonly directory: string | null;
  readonly settings: string | null;
  readonly lock: string | null;
}

/** What is at its places now. */
export async function placesOf(files: Files, directory: string): Promise<Places> {
  const [own, settings, lock] = await Promise.all([
    files.identify(directory),
    files.identify(join(directory, NAMES.settings)),
    files.identify(join(directory, NAMES.lock)),
  ]);
  return { directory: own, settings, lock };
}

/** What a guard watches over. */
export interface DirectoryGuardOptions {
  readonly files: Files;
  readonly directory: string;
  readonly settings: Settings;
  readonly table: SeriesTable;
  readonly log: AppendFile;
  readonly engine: () => Engine;
  readonly unlock: () => Promise<void>;
  /** As they are. */
  readonly places: Places;
  readonly onRepair: (repair: Repair) => void;
}

/**
 * Notices that the directory of an open database, or files in it, were removed, moved or replaced, and writes what is missing
 * from memory and from the handles that are still open.
 */
export class DirectoryGuard {
  /** Whether something was written anew since this was set to false; then there may be no checkpoint. */
  isRewritten = false;
  readonly #options: DirectoryGuardOptions;
  #places: Places;
  #unlock: () => Promise<void>;

  constructor(options: DirectoryGuardOptions) {
    this.#options = options;
    this.#places = options.places;
    this.#unlock = options.unlock;
  }

  /** Gives the lock back. */
  unlock(): Promise<void> {
    return this.#unlock();
  }

  /** Whether all is where it was. */
  async isIntact(): Promise<boolean> {
    const { files, directory, log } = this.#options;
    const opened = [log, ...this.#archives().flatMap(({ segments }) => segments.map(({ file }) => file))];
    const [now, ...inPlace] = await Promise.all([
      placesOf(files, directory),
      ...opened.map((file) => file.isInPlace(files)),
    ]);
    const { directory: own, settings, lock } = this.#places;
    const isSame = now.directory === own && now.settings === settings && now.lock === lock;
    return isSame && inPlace.every((is) => is);
  }

  /**
   * Writes what is missing; rows that are appended meanwhile must wait, and nothing may be sealed.
   *
   * @throws the error of the system, or a LockedError where another process has the directory; it can be called again.
   */
  async rewrite(): Promise<void> {
    const { files, directory, settings, table, log, onRepair } = this.#options;
    const { identity } = settings;
    const before = this.#places;
    await files.makeDirectory(directory);
    const own = await files.identify(directory);
    // Before anything in it is changed.
    await this.#unlock();
    this.#unlock = await takeLock(files, join(directory, NAMES.lock));
    if (own !== before.directory) await this.#clear();
    await writeSettings(files, join(directory, NAMES.settings), settings);
    if (!(await log.isInPlace(files))) {
      const size = await writeSeriesLog(files, log.path, table, identity);
      await log.adopt(await files.open(log.path, 'write'), size);
    }
    let rowsLost = 0;
    for (const archive of this.#archives()) {
      const rows = await this.#rewriteArchive(archive);
      if (archive.rowMs === settings.stepMs) rowsLost += rows;
    }
    this.#places = await placesOf(files, directory);
    this.isRewritten = true;
    const what = own === before.directory ? 'files in it were' : 'it was';
    const problem = `${what} removed or replaced while it was open; what was not there was written anew`;
    onRepair({ file: directory, problem, rowsLost });
  }

  #archives(): ArchiveRows[] {
    return [...this.#options.engine().archives.values()];
  }

  /** Moves what is of another database aside. */
  async #clear(): Promise<void> {
    const { files, directory, settings } = this.#options;
    const found = await readSettings(files, join(directory, NAMES.settings)).catch((error: unknown) => {
      if (error instanceof FormatError) return { identity: null };
      throw error;
    });
    if (!found || found.identity?.id === settings.identity.id) return;
    for (const name of await files.list(directory)) {
      if (name === NAMES.rewound || name.startsWith(NAMES.lock)) continue;
      await moveForeignFile(files, directory, join(directory, name));
    }
  }

  /** Returns how many rows of it are no longer there. */
  async #rewriteArchive(archive: ArchiveRows): Promise<number> {
    const { files } = this.#options;
    for (const { file, path } of archive.segments) {
      if (await file.isInPlace(files)) continue;
      await files.makeDirectory(archive.directory);
      await copyOpen(files, file, path);
      await file.adopt(await files.open(path, 'write'), file.size);
    }
    const names = new Set(await files.list(archive.directory));
    const isHere = ({ path }: { path: string }): boolean =>
      names.has(path.slice(archive.directory.length + 1));
    const gone = archive.blocks.filter((block) => !isHere(block));
    archive.blocks = archive.blocks.filter(isHere);
    return gone.reduce((rows, { firstRow, lastRow }) => rows + lastRow - firstRow + 1, 0);
  }
}

/** Writes a file that has lost its name anew, from its handle. */
async function copyOpen(files: Files, from: AppendFile, path: string): Promise<void> {
  await from.using((file) =>
    createFileAtomic(files, path, async (write) => {
      for (let at = 0; at < from.size; at += PIECE) {
        const bytes = new Uint8Array(Math.min(PIECE, from.size - at));
        await file!.read(bytes, at);
        await write(bytes);
      }
    }),
  );
}
