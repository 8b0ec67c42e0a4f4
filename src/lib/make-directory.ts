import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a directory and those above it, each by a call of its own: the recursive one never returns where a file
 * system (/proc) neither has a name nor lets it be made.
 *
 * @throws the error of the system; ENOTDIR where something else has the name.
 */
export function makeDirectory(path: string, mode: number): void {
  const full = resolve(path);
  if (!existsSync(full)) {
    const parent = dirname(full);
    if (parent !== full) makeDirectory(parent, mode);
    mkdirSync(full, { mode });
  } else if (!statSync(full).isDirectory()) {
    throw Object.assign(new Error(`Cannot make directory ${full}: a file has that name`), {
      code: 'ENOTDIR',
    });
  }
}
