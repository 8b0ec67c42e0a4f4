import { basename, join } from 'node:path';
import { decodeState } from '../../consolidation/level-state.ts';
import { inTurns } from '../../steps.ts';
import type { ArchiveRows } from '../archive-rows.ts';
import { countRowsFrom, newestRowUpTo } from '../block/present-rows.ts';
import { readRewound, writeRewound, type Rewound } from './rewound.ts';
import type { Files } from '../disk/files.ts';
import { freeName } from '../recovery/foreign.ts';
import { loadSegment } from '../segment/load-segment.ts';
import { blockName, NAMES } from '../names.ts';
import { writeFileAtomic } from '../disk/write-file-atomic.ts';
import { decodeCheckpoint } from '../recovery/checkpoint.ts';

/** All rows of a directory; its files are not being written. */
export interface InactiveRows {
  readonly files: Files;
  readonly directory: string;
  readonly stepMs: number;
  readonly archives: readonly ArchiveRows[];
}

/**
 * Moves all rows that end after `keptMs` into a directory of their own. A file that also has older rows is copied there
 * before it is cut, and so is the checkpoint: moving all back restores the state of before.
 */
export async function rewindRows(
  rows: InactiveRows,
  keptMs: number,
  next: Rewound['next'],
): Promise<Rewound> {
  const { files, directory, stepMs, archives } = rows;
  const parent = join(directory, NAMES.rewound);
  const earlier = await readRewound(files, directory);
  const newestMs = Math.max(...archives.map((archive) => lastKept(archive, keptMs) * archive.rowMs));
  const finest = archives.filter(({ rowMs }) => rowMs === stepMs);
  const rewound: Rewound = {
    path: join(parent, await freeName(files, parent, String(keptMs))),
    number: (earlier.at(-1)?.number ?? 0) + 1,
    keptMs: newestMs,
    lastMs: Math.max(...archives.map(({ rowMs, lastRow }) => (lastRow ?? 0) * rowMs)),
    rows: rowsAfter(archives, newestMs),
    points: rowsAfter(finest, newestMs),
    state: 'leaving',
    next,
  };
  await files.makeDirectory(rewound.path);
  await writeRewound(files, rewound);
  await files.syncDirectory(parent);
  return moveRewound(rows, rewound);
}

/** Moves what is still to be moved of rows that are being set aside. */
export async function moveRewound(
  { files, directory, archives }: InactiveRows,
  rewound: Rewound,
): Promise<Rewound> {
  for (const archive of archives) await moveRows(files, archive, rewound);
  await moveState(files, directory, rewound);
  await files.syncDirectory(rewound.path);
  await files.syncDirectory(directory);
  return writeRewound(files, { ...rewound, state: rewound.next });
}

/** How many rows end after a time. */
export function rowsAfter(archives: Iterable<ArchiveRows>, timeMs: number): number {
  let count = 0;
  for (const { rowMs, blocks, segments } of archives) {
    const kept = Math.floor(timeMs / rowMs);
    for (const block of blocks) count += countRowsFrom(block, kept + 1);
    for (const { entries } of segments) count += entries.filter(({ row }) => row > kept).length;
  }
  return count;
}

/** The newest row that ends no later than `keptMs`; 0 when there is none. */
function lastKept({ rowMs, blocks, segments }: ArchiveRows, keptMs: number): number {
  const kept = Math.floor(keptMs / rowMs);
  let newest = 0;
  for (const block of blocks) newest = Math.max(newest, newestRowUpTo(block, kept) ?? 0);
  for (const { entries } of segments) newest = Math.max(newest, entries.findLast(({ row }) => row <= kept)?.row ?? 0); // prettier-ignore
  return newest;
}

async function moveRows(
  files: Files,
  archive: ArchiveRows,
  { path: rewound, keptMs }: Rewound,
): Promise<void> {
  const own = join(rewound, String(archive.rowMs));
  const kept = Math.floor(keptMs / archive.rowMs);
  let changed = false;
  const moved = async (path: string): Promise<string> => {
    changed = true;
    await files.makeDirectory(own);
    return join(own, basename(path));
  };
  for (const block of archive.blocks) {
    const { path, firstRow, lastRow } = block;
    if (lastRow <= kept) continue;
    const to = await moved(path);
    const newest = newestRowUpTo(block, kept);
    if (newest === null) await files.rename(path, to);
    else {
      await linkAnew(files, path, to);
      await files.rename(path, join(archive.directory, blockName(firstRow, newest)));
    }
  }
  for (const { path, firstRow, lastRow, entries } of archive.segments) {
    if (lastRow <= kept) continue;
    const to = await moved(path);
    if ((entries[0]?.row ?? firstRow) > kept) await files.rename(path, to);
    else await cutPart(files, path, to, kept);
  }
  // An archive without a row has no directory yet.
  if (!changed) return;
  await files.syncDirectory(own);
  await files.syncDirectory(archive.directory);
}

async function cutPart(files: Files, path: string, to: string, kept: number): Promise<void> {
  const bytes = await files.read(path);
  await writeFileAtomic(files, to, bytes!);
  const { segment } = await loadSegment(files, path, null);
  await using closing = new AsyncDisposableStack();
  closing.defer(() => segment!.file.close());
  const newest = segment!.entries.findLast(({ row }) => row <= kept)!;
  await segment!.file.cut(newest.offset + newest.size);
  await segment!.file.sync();
}

/** Moves a checkpoint of a later time: the rows that are kept cannot be replayed from it. */
async function moveState(files: Files, directory: string, { path: rewound, keptMs }: Rewound): Promise<void> {
  const path = join(directory, NAMES.state);
  const bytes = await files.read(path);
  if (!bytes) return;
  const to = join(rewound, NAMES.state);
  if ((await timeOf(bytes, path)) > keptMs) await files.rename(path, to);
  else await linkAnew(files, path, to);
}

/** Time of a checkpoint, in milliseconds; infinite where it is damaged. */
async function timeOf(bytes: Uint8Array, path: string): Promise<number> {
  try {
    const { consolidator } = await inTurns(decodeCheckpoint(bytes, path));
    const { at, stepMs } = await inTurns(decodeState(consolidator));
    return at * stepMs;
  } catch {
    return Infinity;
  }
}

/** Links a file to a second name, also where an earlier attempt has made the link. */
async function linkAnew(files: Files, from: string, to: string): Promise<void> {
  await files.remove(to);
  await files.link(from, to);
}
