import { dirname } from 'node:path';
import type { Files } from './files.ts';

/** What a file is called until all of it is written. */
export const UNFINISHED = '.tmp';

/** Makes a file's content `bytes`, all at once: whatever happens, the old or the new is there. */
export async function replaceFile(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  await createWhole(files, path, async (write) => write(bytes));
}

/** Makes a file of what `fill` writes, piece by piece; it is not there before the last. */
export async function createWhole(
  files: Files,
  path: string,
  fill: (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  const unfinished = path + UNFINISHED;
  const file = await files.open(unfinished, 'create');
  try {
    let size = 0;
    await fill(async (bytes) => {
      await file.write(bytes, size);
      size += bytes.length;
    });
    await file.sync();
  } finally {
    await file.close();
  }
  await files.rename(unfinished, path);
  await files.syncDirectory(dirname(path));
}
