import { readdir, readFile } from 'node:fs/promises';

/** The names in a directory, sorted; none where it cannot be read. */
export async function namesIn(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).toSorted();
  } catch {
    return [];
  }
}

/** The first 4,096 characters of a small file, trimmed; null where it cannot be read or is blank. */
export async function textOf(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim().slice(0, 4096) || null;
  } catch {
    return null;
  }
}
