import { join } from 'node:path';
import { checkFormat, openStorage, type ArchiveLength, type DatabaseStorage } from '@virtscope/rrd';
import type { Entity } from '../../model/entity.ts';
import { entityClasses, type EntityClass } from '../../model/classes.ts';
import { Reason } from '../../model/reason.ts';
import { InputError } from '../../model/error.ts';
import type { ArchiveSetting } from './archive-settings.ts';
import { ClassArchive } from './class-archive.ts';

export interface ArchivesOptions {
  /** Holds a directory for each class. */
  readonly directory: string;
  readonly stepMs: number;
  /** Finest first: the finest is a step long. A class without any has no history. */
  readonly archives: Readonly<Partial<Record<EntityClass, readonly ArchiveSetting[]>>>;
  /** Rows between two syncs to disk. */
  readonly syncRows: number;
  readonly primary: (cls: EntityClass, id: string) => Entity | null;
  /** Breaks off the opening, which then rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** Rows of minutes that Top and comparisons ask for are kept in memory besides, for so long. */
const inMemoryMs = 7_200_000;
const longestInMemoryMs = 60_000;

/**
 * Opens the kept history of every class.
 *
 * @throws {InputError} HISTORY_NEWER, HISTORY_LOCKED; and the system's error for a directory that cannot be used.
 */
export async function openArchives(options: ArchivesOptions): Promise<ClassArchive[]> {
  const opened: ClassArchive[] = [];
  try {
    // All before any is changed: a directory of which a part is newer stays as it is.
    for (const cls of entityClasses) await checkFormat(join(options.directory, cls));
    for (const cls of entityClasses) {
      options.signal?.throwIfAborted();
      const kept = options.archives[cls] ?? [];
      if (kept.length === 0) continue;
      opened.push(new ClassArchive(cls, await openClass(cls, kept, options), options.primary));
    }
  } catch (error) {
    await closeAll(opened);
    throw translated(error);
  }
  return opened;
}

/** Closes archives of which nothing is kept, each also where closing another fails. */
export async function closeAll(archives: readonly ClassArchive[]): Promise<void> {
  await Promise.allSettled(archives.map(({ database }) => database.close()));
}

function openClass(
  cls: EntityClass,
  kept: readonly ArchiveSetting[],
  options: ArchivesOptions,
): Promise<DatabaseStorage> {
  const { directory, stepMs, syncRows, signal } = options;
  const lengths = kept.map(({ rowMs, rows }): ArchiveLength => {
    const cfs = rowMs === stepMs ? (['AVERAGE'] as const) : (['AVERAGE', 'MIN', 'MAX'] as const);
    return { rowMs, rows, cfs, xff: 0.5 };
  });
  const short = lengths.filter(({ rowMs }) => rowMs > stepMs && rowMs <= longestInMemoryMs);
  const recentRows = new Map(short.map(({ rowMs, rows }) => [rowMs, Math.min(rows, inMemoryMs / rowMs)]));
  return openStorage({
    directory: join(directory, cls),
    stepMs,
    lengths,
    recentRows,
    syncEvery: syncRows,
    unreadable: Reason.unreadable,
    ...(signal && { signal }),
  });
}

const codes: Readonly<Record<string, 'HISTORY_NEWER' | 'HISTORY_LOCKED'>> = {
  FORMAT_NEWER: 'HISTORY_NEWER',
  LOCKED: 'HISTORY_LOCKED',
};

function translated(error: unknown): unknown {
  const { code, message } = error as { code?: string; message: string };
  const known = code === undefined ? undefined : codes[code];
  return known ? new InputError(known, message, { cause: error }) : error;
}
