import { FormatError } from '../error.ts';
import type { Consolidation } from '../archive.ts';
import type { ArchiveRows } from './archive-rows.ts';
import type { BlockCache } from './block-cache.ts';
import type { Cells } from './cells.ts';
import type { Files } from './files.ts';
import { readBlock } from './read-block.ts';
import { readOpen } from './read-open.ts';
import { pauser } from './sealer.ts';

/** What files are read with. */
export interface ReadFrom {
  readonly files: Files;
  readonly cache: BlockCache;
  readonly onDamage: (error: FormatError, path: string) => void;
}

/** Reads what an archive has of the series `ids`, 0 = none, into `cells`. */
export async function readRows(
  archive: ArchiveRows,
  cf: Consolidation,
  ids: Uint32Array,
  cells: Cells,
  { files, cache, onDamage }: ReadFrom,
): Promise<void> {
  // Of one moment, so that a block that is being made is read once: as the file it is made of, or as itself.
  const blocks = [...archive.blocks];
  const parts = [...archive.parts];
  const last = cells.firstRow + cells.rows - 1;
  const pause = pauser(() => {});
  // What a block throws must not leave these without an owner.
  const open = Promise.allSettled(
    parts
      .filter((part) => part.cfs.includes(cf) && part.lastRow >= cells.firstRow)
      .map((part) => part.file.using(() => readOpen(part, part.cfs.indexOf(cf), ids, cells))),
  );
  let before = -1;
  for (const block of blocks) {
    // With a block comes why there are no rows between it and the one before.
    const near = block.lastRow >= cells.firstRow && before < last;
    before = block.lastRow;
    if (!near) continue;
    try {
      await cache.using(files, block.path, (file, index) =>
        readBlock({ ...block, index }, file, cf, ids, cells, pause),
      );
    } catch (error) {
      if (error instanceof FormatError) onDamage(error, block.path);
      // It was let go of meanwhile.
      else if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  for (const outcome of await open) if (outcome.status === 'rejected') throw outcome.reason;
}
