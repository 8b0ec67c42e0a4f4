import { dirname } from 'node:path';
import { UNFINISHED } from '../names.ts';
import type { Files } from './files.ts';

/** Makes a file's content `bytes`, all at once: whatever happens, the old or the new is there. */
export async function writeFileAtomic(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  await createFileAtomic(files, path, async (write) => write(bytes));
}

/** Bytes that are written at once: a call for each chunk of a block takes a tenth of the time of making it. */
const WORTH_A_CALL = 1 << 18;

/** Makes a file of what `fill` writes, piece by piece, each its own; it is not there before the last. */
export async function createFileAtomic(
  files: Files,
  path: string,
  fill: (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>,
): Promise<void> {
  const unfinished = path + UNFINISHED;
  const file = await files.open(unfinished, 'create');
  try {
    let written = 0;
    let [pieces, length]: [Uint8Array[], number] = [[], 0];
    const flush = async (): Promise<void> => {
      await file.write(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, length), written);
      written += length;
      [pieces, length] = [[], 0];
    };
    await fill(async (bytes) => {
      pieces.push(bytes);
      length += bytes.length;
      if (length >= WORTH_A_CALL) await flush();
    });
    await flush();
    await file.sync();
  } finally {
    await file.close();
  }
  await files.rename(unfinished, path);
  await files.syncDirectory(dirname(path));
}
