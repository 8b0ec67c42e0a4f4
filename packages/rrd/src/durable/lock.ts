import { readFileSync } from 'node:fs';
import { LockedError } from '../error.ts';
import type { Files } from './files.ts';

/** Which process holds a lock; its start tells it from a later one with the same id. */
interface Holder {
  readonly pid: number;
  /** In the system's own ticks, null where it does not tell. */
  readonly start: string | null;
}

/**
 * Takes the lock file at `path` for this process; one that a dead process left is taken over.
 *
 * @returns what gives it back.
 * @throws {LockedError} when a living process holds it, this one too.
 */
export async function takeLock(files: Files, path: string): Promise<() => Promise<void>> {
  const held = await files.read(path);
  if (held) {
    const holder = parse(held);
    if (holder && lives(holder)) throw new LockedError(path, holder.pid);
    await files.remove(path);
  }
  const own: Holder = { pid: process.pid, start: startOf(process.pid) };
  try {
    const file = await files.open(path, 'exclusive');
    try {
      await file.write(new TextEncoder().encode(`${JSON.stringify(own)}\n`), 0);
    } finally {
      await file.close();
    }
  } catch (error) {
    // Somebody was faster; who it is, is in the file.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw new LockedError(path, null);
    throw error;
  }
  return () => files.remove(path);
}

function parse(bytes: Uint8Array): Holder | null {
  try {
    const { pid, start } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    if (!Number.isSafeInteger(pid) || (pid as number) < 1) return null;
    return { pid: pid as number, start: typeof start === 'string' ? start : null };
  } catch {
    // Cut off while its writer died.
    return null;
  }
}

function lives({ pid, start }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return start === null || startOf(pid) === start;
}

/** Field 22 of proc_pid_stat(5), counted behind the name, which may hold anything. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
