import { basename, dirname, join } from 'node:path';
import type { Files } from '../disk/files.ts';
import { NAMES } from '../names.ts';
import { replaceFile } from '../disk/write-file-atomic.ts';

/** Copies a file of an archive, as it is, to where nobody looks but who wants to save what is left in it. */
export async function keepDamaged(files: Files, path: string): Promise<void> {
  const archive = dirname(path);
  const aside = join(dirname(archive), NAMES.aside, 'damaged', basename(archive));
  await files.makeDirectory(aside);
  await replaceFile(files, join(aside, basename(path)), (await files.read(path))!);
}
