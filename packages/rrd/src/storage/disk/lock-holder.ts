import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { threadId } from 'node:worker_threads';

/** The process that holds a lock, distinguished from every other that is or was on the machine. */
export interface LockHolder {
  readonly pid: number;
  /** Field 22 of /proc/PID/stat, ticks since the machine started; null where the system does not show it. */
  readonly start: string | null;
  /** Of the machine's run, null where the system does not show it. */
  readonly boot: string | null;
  /** Of the process ids, `pid:[INODE]`: containers have their own; null where the system does not show it. */
  readonly namespace: string | null;
  readonly thread: number;
  /** Of this one lock; empty in locks of version 0.1. */
  readonly nonce: string;
  /** Whether a socket beside the lock answers as long as the process lives. */
  readonly socket: boolean;
}

/** Whether a holder lives, as far as this process can see; null where it is in a pid namespace of its own. */
export type Liveness = boolean | null;

/** Nonces of the locks that this thread holds. */
const held = new Set<string>();

/** This process as the holder of a lock that it is about to take. */
export function newHolder(): Omit<LockHolder, 'socket'> {
  const nonce = randomBytes(8).toString('hex');
  return { pid: process.pid, start: startOf(process.pid), ...placeOf(), thread: threadId, nonce };
}

/** Marks the lock of a nonce as held by this thread, or no longer. */
export function setHeld(nonce: string, isHeld: boolean): void {
  if (isHeld) held.add(nonce);
  else held.delete(nonce);
}

/** Whether the process of a lock lives and holds it, by /proc. */
export function livenessOf({ pid, start, boot, namespace, thread, nonce }: LockHolder): Liveness {
  const own = placeOf();
  if (differ(boot, own.boot)) return false;
  if (differ(namespace, own.namespace)) return null;
  const isOwn = pid === process.pid && start === startOf(pid) && thread === threadId && nonce !== '';
  // A lock that could not be given back, because the disk took no change.
  if (isOwn) return held.has(nonce);
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return start === null || startOf(pid) === start;
}

/** Reads the content of a lock file; null where it is not one, such as one whose writer died over it. */
export function parseHolder(bytes: Uint8Array): LockHolder | null {
  try {
    const found = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    const { pid, thread, nonce } = found;
    if (!Number.isSafeInteger(pid) || (pid as number) < 1) return null;
    const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
    return {
      pid: pid as number,
      start: text(found['start']),
      boot: text(found['boot']),
      namespace: text(found['namespace']),
      thread: typeof thread === 'number' ? thread : 0,
      nonce: typeof nonce === 'string' && /^[0-9a-f]{1,32}$/.test(nonce) ? nonce : '',
      socket: found['socket'] === true,
    };
  } catch {
    return null;
  }
}

function differ(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

/** Identifies the boot of the machine and the container (PID namespace) of this process. */
function placeOf(): Pick<LockHolder, 'boot' | 'namespace'> {
  const unlessHidden = (look: () => string): string | null => {
    try {
      return look();
    } catch {
      return null;
    }
  };
  return {
    boot: unlessHidden(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    namespace: unlessHidden(() => readlinkSync('/proc/self/ns/pid')),
  };
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
