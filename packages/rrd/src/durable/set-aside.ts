import { basename, join } from 'node:path';
import { decodeState } from '../level-state.ts';
import type { ArchiveRows } from './archive-rows.ts';
import type { Files } from './files.ts';
import { freeName } from './foreign.ts';
import { loadPart } from './load-part.ts';
import { NAMES } from './names.ts';
import { replaceFile } from './replace.ts';
import { decodeCheckpoint } from './state-file.ts';

/**
 * Moves all rows that end after `keptMs` into a directory of their own; nobody may have the files open. What has older
 * rows too is copied there before it is cut. Returns the directory.
 */
export async function setAside(
  files: Files,
  directory: string,
  archives: Iterable<ArchiveRows>,
  keptMs: number,
): Promise<string> {
  const aside = await freshDirectory(files, join(directory, NAMES.aside), String(keptMs));
  for (const archive of archives) {
    const own = join(aside, String(archive.rowMs));
    const kept = Math.floor(keptMs / archive.rowMs);
    let changed = false;
    const moved = async (path: string): Promise<string> => {
      changed = true;
      await files.makeDirectory(own);
      return join(own, basename(path));
    };
    for (const { path, firstRow, lastRow } of archive.blocks) {
      if (lastRow <= kept) continue;
      const to = await moved(path);
      if (firstRow > kept) await files.rename(path, to);
      else {
        await files.link(path, to);
        await files.rename(path, join(archive.directory, `${firstRow}-${kept}.block`));
      }
    }
    for (const { path, firstRow, lastRow, entries } of archive.parts) {
      if (lastRow <= kept) continue;
      const to = await moved(path);
      if ((entries[0]?.row ?? firstRow) > kept) await files.rename(path, to);
      else await cutPart(files, path, to, kept);
    }
    // An archive without a row has no directory yet.
    if (changed) await files.syncDirectory(archive.directory);
  }
  await setStateAside(files, directory, aside, keptMs);
  return aside;
}

async function freshDirectory(files: Files, parent: string, name: string): Promise<string> {
  const fresh = join(parent, await freeName(files, parent, name));
  await files.makeDirectory(fresh);
  return fresh;
}

async function cutPart(files: Files, path: string, to: string, kept: number): Promise<void> {
  const bytes = await files.read(path);
  await replaceFile(files, to, bytes!);
  const { part } = await loadPart(files, path, null);
  const newest = part!.entries.findLast(({ row }) => row <= kept)!;
  await part!.file.cut(newest.offset + newest.size);
  await part!.file.sync();
  await part!.file.close();
}

/** A checkpoint of a later time is no beginning for what is kept. */
async function setStateAside(files: Files, directory: string, aside: string, keptMs: number): Promise<void> {
  const path = join(directory, NAMES.state);
  const bytes = await files.read(path);
  if (!bytes) return;
  const { at, stepMs } = decodeState(decodeCheckpoint(bytes, path).consolidator);
  if (at * stepMs > keptMs) await files.rename(path, join(aside, NAMES.state));
}
