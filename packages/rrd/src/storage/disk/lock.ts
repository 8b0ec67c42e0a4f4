import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { LockedError } from '../../error.ts';
import type { Files } from './files.ts';
import { livenessOf, newHolder, parseHolder, setHeld, type LockHolder } from './lock-holder.ts';
import { answersAt, listenAt } from './lock-socket.ts';

/** Times that a lock may come and go while it is being taken. */
const TRIES = 100;

/**
 * Takes the lock file at `path` for this process; one that a dead process left is taken over, by one process only
 * (docs/adr/0009).
 *
 * @returns a function that gives it back.
 * @throws {LockedError} when a living process holds it, this one too.
 */
export async function takeLock(files: Files, path: string): Promise<() => Promise<void>> {
  const unlock = await acquire(files, path);
  try {
    await removeLeftovers(files, path);
  } catch (error) {
    await unlock().catch(() => {});
    throw error;
  }
  return unlock;
}

async function acquire(files: Files, path: string): Promise<() => Promise<void>> {
  const own = newHolder();
  const complete = `${path}.${own.nonce}`;
  let content = '';
  const server = await listenAt(socketOf(path, own));
  setHeld(own.nonce, true);
  const letGo = async (): Promise<void> => {
    setHeld(own.nonce, false);
    if (server) await new Promise((resolve) => server.close(resolve));
  };
  try {
    content = `${JSON.stringify({ ...own, socket: server !== null })}\n`;
    await writeHolder(files, complete, content);
    await linkOrReplace(files, complete, path);
  } catch (error) {
    await letGo();
    throw error;
  } finally {
    // The next process that takes the lock removes what stays.
    await files.remove(complete).catch(() => {});
  }
  return async () => {
    try {
      // The directory may have been replaced by one that another process has locked.
      const found = await files.read(path);
      if (found && new TextDecoder().decode(found) === content) await files.remove(path);
    } finally {
      await letGo();
    }
  };
}

async function writeHolder(files: Files, path: string, content: string): Promise<void> {
  await using file = await files.open(path, 'exclusive');
  await file.write(new TextEncoder().encode(content), 0);
}

/** Gives `complete` the name `path`, all at once, where no living process has a lock there. */
async function linkOrReplace(files: Files, complete: string, path: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      await files.link(complete, path);
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Removed by a process that has the lock, before all of it was written.
      if (code === 'ENOENT') throw new LockedError(path, null);
      if (code !== 'EEXIST') throw error;
    }
    const found = await files.read(path);
    if (!found) continue;
    const holder = parseHolder(found);
    if (holder && (await lives(path, holder))) throw new LockedError(path, holder.pid);
    // Of all that found this one stale, only the process that holds the lock on its successor may replace it.
    const unlock = await acquire(files, `${path}.${crc32(found).toString(16)}.next`);
    try {
      const now = await files.read(path);
      if (!now || Buffer.compare(now, found) !== 0) continue;
      await files.rename(complete, path);
      return;
    } finally {
      await unlock().catch(() => {});
    }
  }
  throw new LockedError(path, null);
}

async function lives(path: string, holder: LockHolder): Promise<boolean> {
  return livenessOf(holder) ?? (!holder.socket || (await answersAt(socketOf(path, holder))));
}

function socketOf(path: string, { nonce }: Pick<LockHolder, 'nonce'>): string {
  return `${path}.${nonce}.socket`;
}

/** Removes what processes left that died while they took the lock. */
async function removeLeftovers(files: Files, path: string): Promise<void> {
  for (const name of await files.list(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.`)) continue;
    const left = join(dirname(path), name);
    if (name.endsWith('.socket')) {
      if (!(await answersAt(left))) await files.remove(left);
      continue;
    }
    const found = await files.read(left);
    const holder = found && parseHolder(found);
    if (!holder || !(await lives(left, holder))) await files.remove(left);
  }
}
