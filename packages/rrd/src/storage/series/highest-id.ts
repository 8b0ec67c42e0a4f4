import { FormatError } from '../../error.ts';
import { inTurns } from '../../steps.ts';
import type { ArchiveRows } from '../archive-rows.ts';
import { readBlockIndex } from '../block/block-index.ts';
import type { Files } from '../disk/files.ts';

/** The highest id of a series that any readable row has, 0 when there is none. */
export async function highestId(files: Files, archives: Iterable<ArchiveRows>): Promise<number> {
  let highest = 0;
  for (const { segments, blocks, identity } of archives) {
    for (const { columnMap } of segments) {
      const ids = await inTurns(columnMap.series());
      highest = Math.max(highest, ids.at(-1) ?? 0);
    }
    for (const { path } of blocks) {
      await using file = await files.open(path, 'read');
      const index = await readBlockIndex(file, path, identity).catch((error: unknown) => {
        // Reported where its rows are read.
        if (error instanceof FormatError) return null;
        throw error;
      });
      highest = Math.max(highest, index?.ids.at(-1) ?? 0);
    }
  }
  return highest;
}
