import { constants } from 'node:fs';
import { copyFile, mkdir, open, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FormatError } from '../error.ts';
import { NAMES, UNFINISHED } from './names.ts';

/** Tries before a directory is given up that changes faster than it can be copied. */
const TRIES = 10;

/**
 * Copies the directory of a durable database to one that is empty or not there yet, as it is at one moment, also while
 * a process writes to it. Every file is synced; `onFile` is called with each.
 *
 * Files are only appended to, or replaced whole, or removed when a block takes their place: the copy is good when no name
 * came or went meanwhile, and is begun again otherwise.
 *
 * @throws {FormatError} FORMAT_INVALID where there is no database, or it never rests, or `to` is not empty; and the errors of the system.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { mkdtemp, readdir, rm } from 'node:fs/promises';
 * import { copyStorage } from './copy.ts';
 * import { openStorage } from './open.ts';
 * const directory = await mkdtemp('/tmp/rrd-');
 * const lengths = [{ rowMs: 5000, rows: 120, cfs: ['AVERAGE'], xff: 0.5 }] as const;
 * const db = await openStorage({ directory: `${directory}/from`, stepMs: 5000, lengths });
 * await copyStorage(`${directory}/from`, `${directory}/to`);
 * assert.deepEqual((await readdir(`${directory}/to`)).toSorted(), ['rrd.json', 'series.log']);
 * await db.close();
 * await rm(directory, { recursive: true });
 */
export async function copyStorage(from: string, to: string, onFile?: (name: string) => void): Promise<void> {
  if ((await entriesOf(to)).length > 0) throw new FormatError('FORMAT_INVALID', to, 'it is not empty');
  for (let tries = 0; tries < TRIES; tries += 1) {
    await rm(to, { recursive: true, force: true });
    const names = await namesIn(from);
    if (!names.includes(NAMES.settings))
      throw new FormatError('FORMAT_INVALID', from, 'it holds no database');
    if ((await copyAll(from, to, names, onFile)) && String(await namesIn(from)) === String(names)) return;
  }
  throw new FormatError('FORMAT_INVALID', from, `it changed during each of ${TRIES} copies`);
}

async function copyAll(
  from: string,
  to: string,
  names: readonly string[],
  onFile: ((name: string) => void) | undefined,
): Promise<boolean> {
  const directories = new Set([to]);
  for (const name of names) {
    directories.add(dirname(join(to, name)));
    await mkdir(dirname(join(to, name)), { recursive: true, mode: 0o750 });
    try {
      await copyFile(join(from, name), join(to, name), constants.COPYFILE_FICLONE);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
    await sync(join(to, name));
    onFile?.(name);
  }
  for (const directory of directories) await sync(directory);
  return true;
}

/**
 * In the order of copying: a checkpoint before the rows that follow it, coarser rows before the finer ones they can be
 * made of, and the names of series after all that uses them.
 */
async function namesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !isLock(entry.name) && !entry.name.endsWith(UNFINISHED)); // prettier-ignore
  const names = files.map(({ parentPath, name }) => join(parentPath, name).slice(directory.length + 1));
  const place = (name: string): number => {
    if (name === NAMES.series) return Infinity;
    return name === NAMES.settings || name === NAMES.state ? -Infinity : -(Number.parseInt(name, 10) || 0);
  };
  return names.sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

/** Also what belongs to one that is being taken. */
function isLock(name: string): boolean {
  return name === NAMES.lock || name.startsWith(`${NAMES.lock}.`);
}

async function entriesOf(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function sync(path: string): Promise<void> {
  await using file = await open(path, 'r');
  await file.sync();
}
