import { join } from 'node:path';
import { FormatError } from '../error.ts';
import type { ArchiveRows, Block } from './archive-rows.ts';
import { readBlockRows } from './block-index.ts';
import type { Files } from './files.ts';
import { loadPart, type Repair } from './load-part.ts';
import { UNFINISHED } from './replace.ts';

/** Takes what is in an archive's directory, except the open files of the journal: their paths are returned. */
export async function loadArchive(
  files: Files,
  archive: ArchiveRows,
  journal: boolean,
  repairs: Repair[],
): Promise<string[]> {
  const open: { path: string; firstRow: number }[] = [];
  for (const name of await files.list(archive.directory)) {
    const path = join(archive.directory, name);
    const block = /^(\d+)(?:-(\d+))?\.block$/.exec(name);
    const part = /^open-(\d+)$/.exec(name);
    if (name.endsWith(UNFINISHED)) await files.remove(path);
    else if (block) {
      const [firstRow, cutAt] = [Number(block[1]), Number(block[2] ?? Infinity)];
      const loaded = await loadBlock(files, path, { firstRow, cutAt }, repairs);
      if (loaded) archive.blocks.push(loaded);
    } else if (part) open.push({ path, firstRow: Number(part[1]) });
  }
  archive.blocks.sort((a, b) => a.firstRow - b.firstRow);
  open.sort((a, b) => a.firstRow - b.firstRow);
  const left: string[] = [];
  for (const { path, firstRow } of open) {
    // It was sealed, and only its removal was left.
    if (archive.blocks.some((block) => block.firstRow === firstRow)) await files.remove(path);
    else left.push(path);
  }
  if (journal) return left;
  for (const path of left) {
    const { part, repair } = await loadPart(files, path, null);
    if (repair) repairs.push(repair);
    if (part) archive.parts.push(part);
  }
  return [];
}

async function loadBlock(
  files: Files,
  path: string,
  { firstRow, cutAt }: { firstRow: number; cutAt: number },
  repairs: Repair[],
): Promise<Block | null> {
  await using file = await files.open(path, 'read');
  try {
    const rows = await readBlockRows(file, path, firstRow);
    return { path, firstRow, lastRow: Math.min(cutAt, firstRow + rows - 1) };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    repairs.push({ file: path, problem: error.message, rowsLost: 0 });
    return null;
  }
}
