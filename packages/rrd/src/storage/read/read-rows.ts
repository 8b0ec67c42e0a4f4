import type { Consolidation } from '../../archive.ts';
import type { ArchiveRows, Block } from '../archive-rows.ts';
import type { BlockCache } from '../block/block-cache.ts';
import type { Cells } from '../cells.ts';
import { markUnreadable, throwBug } from '../disk/unreadable.ts';
import type { Files } from '../disk/files.ts';
import type { Segment } from '../segment/segment.ts';
import { readBlock } from '../block/read-block.ts';
import { readSegmentRows } from '../segment/read-segment.ts';
import { yieldWhenDue } from '../block/sealer.ts';

/** What files are read with. */
export interface ReadFrom {
  readonly files: Files;
  readonly cache: BlockCache;
  /** Why cells are unknown that cannot be read; 0 for no reason. */
  readonly unreadable: number;
  /** Called with each file that was read, and the error for which all or a part of it was not. */
  readonly onRead: (path: string, error: unknown) => void;
}

/**
 * Reads what an archive has of the series `ids`, 0 = none, into `cells`. What cannot be read of a file is unknown, and stops
 * nothing else.
 */
export async function readRows(
  archive: ArchiveRows,
  cf: Consolidation,
  ids: Uint32Array,
  cells: Cells,
  from: ReadFrom,
): Promise<void> {
  // Of one moment, so that a block that is being made is read once: as the file it is made of, or as itself.
  const blocks = [...archive.blocks];
  const segments = archive.segments.filter(
    (segment) => segment.cfs.includes(cf) && segment.lastRow >= cells.firstRow,
  );
  const last = cells.firstRow + cells.rows - 1;
  // What a block throws must not leave these without an owner.
  const open = Promise.allSettled(segments.map((segment) => readSegment(segment, cf, ids, cells, from)));
  let before = -1;
  for (const block of blocks) {
    // With a block comes why there are no rows between it and the one before.
    const near = block.lastRow >= cells.firstRow && before < last;
    before = block.lastRow;
    if (near) await readSealed(archive, block, cf, ids, cells, from);
  }
  for (const outcome of await open) if (outcome.status === 'rejected') throw outcome.reason;
}

async function readSegment(
  segment: Segment,
  cf: Consolidation,
  ids: Uint32Array,
  cells: Cells,
  { unreadable, onRead }: ReadFrom,
): Promise<void> {
  try {
    await segment.file.using(() => readSegmentRows(segment, segment.cfs.indexOf(cf), ids, cells));
    onRead(segment.path, null);
  } catch (error) {
    throwBug(error);
    onRead(segment.path, error);
    markUnreadable(cells, ids.keys(), segment.firstRow, segment.lastRow, unreadable);
  }
}

async function readSealed(
  archive: ArchiveRows,
  block: Block,
  cf: Consolidation,
  ids: Uint32Array,
  cells: Cells,
  { files, cache, unreadable, onRead }: ReadFrom,
): Promise<void> {
  const pause = yieldWhenDue(() => {});
  try {
    await cache.using(files, block.path, async (file, index) => {
      onRead(block.path, await readBlock({ ...block, index }, file, cf, ids, cells, { pause, unreadable }));
    });
  } catch (error) {
    // It has run out meanwhile.
    if (!archive.blocks.includes(block) && (error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throwBug(error);
    onRead(block.path, error);
    markUnreadable(cells, ids.keys(), block.firstRow, block.lastRow, unreadable);
  }
}
