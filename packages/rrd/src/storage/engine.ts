import { join } from 'node:path';
import type { CompletedRow, Consolidator } from '../consolidation/consolidator.ts';
import { inTurns, type Steps } from '../steps.ts';
import { ArchiveRows } from './archive-rows.ts';
import type { Files } from './disk/files.ts';
import type { Repair } from './segment/load-segment.ts';
import { loadArchive, type FoundSegment } from './load-archive.ts';
import { missingRows } from './recovery/missing-rows.ts';
import { replay, type RowMaking } from './recovery/replay.ts';
import type { InactiveRows } from './rewind/rewind.ts';
import type { Settings } from './settings.ts';
import type { Extent } from './recovery/checkpoint.ts';
import type { WriteQueue } from './disk/write-queue.ts';

/** All rows of a directory, and what makes the coarser ones. */
export interface Engine {
  readonly journal: ArchiveRows;
  /** By row length, those that get no more rows too. */
  readonly archives: ReadonlyMap<number, ArchiveRows>;
  /** Of the lengths that get rows, without the journal. */
  readonly coarser: readonly ArchiveRows[];
  /** Null before the first point. */
  readonly consolidator: Consolidator | null;
  /** By column, as long as there are columns. */
  readonly ids: Uint32Array;
  /** End of the newest point, and of the newest row of any length, which may be there without it. */
  readonly lastMs: number;
  readonly newestMs: number;
  readonly making: RowMaking;
}

/** Rows of several functions that come once a day at most should not wait for months to be packed. */
const COARSE_BLOCK_ROWS = 24;

/** What an engine is loaded from. */
export interface EngineOptions {
  readonly files: Files;
  readonly directory: string;
  readonly settings: Settings;
  readonly queue: WriteQueue;
  readonly blockRows: number;
  readonly syncEvery: number;
  readonly repairs: Repair[];
  readonly yieldNow: () => Promise<void>;
}

/** Loads all archives and replays the journal; rows that were lost are written again when the queue is drained. */
export async function loadEngine(options: EngineOptions): Promise<Engine> {
  const archives = archivesOf(options);
  try {
    return await replayed(archives, options);
  } catch (error) {
    await options.queue.abandon();
    await closeArchives(archives).catch(() => {});
    throw error;
  }
}

/** Hands the rows of a directory to what moves them; none of its files is open afterwards. */
export async function withInactiveRows<T>(
  options: EngineOptions,
  work: (rows: InactiveRows) => Promise<T>,
): Promise<T> {
  const { files, directory, settings, repairs } = options;
  const archives = archivesOf(options);
  try {
    for (const archive of archives.values()) await loadArchive(files, archive, false, repairs);
    // What a file is cut or moved by is its path.
    await closeArchives(archives);
    return await work({ files, directory, stepMs: settings.stepMs, archives: [...archives.values()] });
  } finally {
    await closeArchives(archives).catch(() => {});
  }
}

function archivesOf(options: EngineOptions): Map<number, ArchiveRows> {
  const { files, directory, settings, queue, blockRows, syncEvery } = options;
  const { stepMs, lengths, former, identity } = settings;
  const archives = new Map<number, ArchiveRows>();
  for (const { rowMs, rows, cfs } of [...former, ...lengths]) {
    const own = { rowMs, rows, cfs, identity, directory: join(directory, String(rowMs)) };
    // Coarser rows are rare, and are not made again from before the checkpoint.
    const every = rowMs === stepMs ? syncEvery : 1;
    const isReadOnly = !lengths.some((each) => each.rowMs === rowMs);
    const most = rowMs === stepMs ? blockRows : Math.min(blockRows, COARSE_BLOCK_ROWS);
    archives.set(
      rowMs,
      new ArchiveRows({ ...own, files, queue, blockRows: most, isReadOnly, syncEvery: every }),
    );
  }
  return archives;
}

async function replayed(
  archives: ReadonlyMap<number, ArchiveRows>,
  { files, directory, settings, repairs, yieldNow }: EngineOptions,
): Promise<Engine> {
  const { stepMs, lengths } = settings;
  const journal = archives.get(stepMs)!;
  let segments: FoundSegment[] = [];
  for (const archive of archives.values()) {
    const left = await loadArchive(files, archive, archive === journal, repairs, yieldNow);
    if (archive === journal) segments = left;
  }
  const coarserLengths = lengths.filter(({ rowMs }) => rowMs !== stepMs);
  const coarser = coarserLengths.map(({ rowMs }) => archives.get(rowMs)!);
  const sink: RowMaking['sink'] = { onRow: () => {} };
  const onRow = (row: CompletedRow): Steps | void => sink.onRow(row);
  const making = { sink, options: { stepMs, lengths: coarserLengths, gapRows: 0, onRow } };
  const { consolidator, ids, saved, savedRow } = await replay({
    files,
    directory,
    making,
    journal,
    coarser,
    segments,
    repairs,
    yieldNow,
  });
  const known = { directory, journal, saved, reported: repairs };
  for (const repair of await missingRows(files, archives, known)) {
    if (!repairs.some(({ problem }) => problem === repair.problem)) repairs.push(repair);
  }
  for (const archive of archives.values()) {
    archive.completeBefore(archive.isReadOnly ? undefined : archive.segments.at(-1));
  }
  // Longer rows that are open are made again of what the checkpoint does not know.
  for (const segment of journal.segments)
    if (segment.lastRow > savedRow && !journal.isReadOnly) segment.complete = false;
  const lastMs = Math.max(consolidator?.lastMs ?? 0, (journal.lastRow ?? 0) * stepMs);
  const ends = Array.from(archives.values(), ({ rowMs, lastRow }) => (lastRow ?? 0) * rowMs);
  const newestMs = Math.max(lastMs, ...ends);
  if (consolidator) await inTurns(consolidator.gapInSteps(lastMs, 0));
  return { journal, archives, coarser, consolidator, ids, lastMs, newestMs, making };
}

/** Which rows all archives have. */
export function extentsOf(archives: ReadonlyMap<number, ArchiveRows>): Extent[] {
  return [...archives.values()].map(({ rowMs, firstRow, lastRow }) => ({
    rowMs,
    firstRow: firstRow ?? -1,
    lastRow: lastRow ?? -1,
  }));
}

/**
 * Closes all files that rows are appended to, each also where closing another fails.
 *
 * @throws the first error of the system.
 */
export async function closeArchives(archives: ReadonlyMap<number, ArchiveRows>): Promise<void> {
  const segments = [...archives.values()].flatMap((archive) => archive.segments);
  const outcomes = await Promise.allSettled(segments.map(({ file }) => file.close()));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
