import type { FileHandle } from 'node:fs/promises';
import { openFile } from './open-file.ts';

/** The highest number that is looked for: virtlogd keeps three, logrotate mostly fewer than ten. */
const MOST = 10;

/** Files that had a name before, oldest first; disposing closes them. */
export interface Rotated extends AsyncDisposable {
  readonly files: readonly { readonly file: FileHandle; readonly inode: bigint }[];
}

/**
 * The file with an inode under the numbered names of a path (`.0` or `.1` is the newest), and those that are newer than it;
 * null where none has it, or one between is missing.
 */
export async function openRotated(
  path: string,
  { oldest, newest }: { readonly oldest: bigint; readonly newest: bigint },
): Promise<Rotated | null> {
  await using opened = new AsyncDisposableStack();
  const found = new Map<bigint, FileHandle>();
  for (let i = 0; i <= MOST && !found.has(oldest); i++) {
    const file = await openFile(`${path}.${i}`);
    if (file === null) {
      // logrotate counts from 1.
      if (i === 0) continue;
      return null;
    }
    opened.use(file);
    const { ino } = await file.stat({ bigint: true });
    // A file that is renamed meanwhile may be met twice, and the newest is read by its own name.
    if (ino !== newest) found.set(ino, file);
  }
  if (!found.has(oldest)) return null;
  const files = Array.from(found, ([inode, file]) => ({ file, inode })).toReversed();
  const closing = opened.move();
  return { files, [Symbol.asyncDispose]: () => closing.disposeAsync() };
}
