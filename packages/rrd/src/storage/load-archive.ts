import { dirname, join } from 'node:path';
import { FormatError } from '../error.ts';
import type { ArchiveRows, Block } from './archive-rows.ts';
import { readBlockRows, type BlockPlace } from './block/block-index.ts';
import type { Files } from './disk/files.ts';
import { moveForeignFile } from './recovery/foreign.ts';
import { loadSegment, type Repair } from './segment/load-segment.ts';
import { parseName, UNFINISHED } from './names.ts';

/** A segment that is there. */
export interface FoundSegment {
  readonly path: string;
  readonly firstRow: number;
}

/** Takes what is in an archive's directory, except the segments of the journal, which are returned. */
export async function loadArchive(
  files: Files,
  archive: ArchiveRows,
  journal: boolean,
  repairs: Repair[],
  yieldNow?: () => Promise<void>,
): Promise<FoundSegment[]> {
  const { rowMs, identity } = archive;
  const open: FoundSegment[] = [];
  const unread: Block[] = [];
  for (const name of await files.list(archive.directory)) {
    const path = join(archive.directory, name);
    const file = parseName(name);
    if (name.endsWith(UNFINISHED)) await files.remove(path);
    else if (file?.kind === 'block') {
      const { firstRow } = file;
      const block = await loadBlock(files, path, { rowMs, firstRow, identity }, repairs);
      if (!block) continue;
      const counted = { ...block, lastRow: Math.min(block.lastRow, file.lastRow) };
      (block.lastRow === Infinity ? unread : archive.blocks).push(counted);
    } else if (file) open.push({ path, firstRow: file.firstRow });
  }
  const begins = [...archive.blocks, ...open, ...unread].map(({ firstRow }) => firstRow);
  for (const block of unread) {
    const { firstRow, lastRow } = block;
    if (open.some((each) => each.firstRow === firstRow)) continue;
    const next = Math.min(...begins.filter((each) => each > firstRow));
    archive.blocks.push({ ...block, lastRow: Math.min(lastRow, next - 1, firstRow + archive.blockRows) });
  }
  archive.blocks.sort((a, b) => a.firstRow - b.firstRow);
  open.sort((a, b) => a.firstRow - b.firstRow);
  const left: FoundSegment[] = [];
  for (const each of open) {
    // It was sealed, and only its removal was left.
    if (archive.blocks.some(({ firstRow }) => firstRow === each.firstRow)) await files.remove(each.path);
    else left.push(each);
  }
  if (journal) return left;
  for (const { path, firstRow } of left) {
    const { segment, repair } = await loadSegment(files, path, null, { rowMs, firstRow, identity }, yieldNow);
    if (repair) repairs.push(repair);
    if (segment) archive.segments.push(segment);
  }
  return [];
}

/**
 * A block with all its rows: null when it has none that can be read; its last row is infinite when the disk does not give it
 * now, which is reported again where its rows are read.
 */
async function loadBlock(
  files: Files,
  path: string,
  place: BlockPlace,
  repairs: Repair[],
): Promise<Block | null> {
  const { firstRow } = place;
  await using file = await files.open(path, 'read');
  try {
    const { rows, gaps } = await readBlockRows(file, path, place);
    return { path, firstRow, lastRow: firstRow + rows - 1, gaps };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EIO') {
      repairs.push({ file: path, problem: (error as Error).message, rowsLost: 0 });
      return { path, firstRow, lastRow: Infinity, gaps: [] };
    }
    if (!(error instanceof FormatError)) throw error;
    let problem = error.message;
    if (error.code === 'FORMAT_FOREIGN') {
      problem += `, and is now ${await moveForeignFile(files, dirname(dirname(path)), path)}`;
    }
    repairs.push({ file: path, problem, rowsLost: 0 });
    return null;
  }
}
