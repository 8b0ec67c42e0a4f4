import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInBackground } from '../lib/async/background.ts';
import { writeFileAtomic } from '../lib/write-file-atomic.ts';
import type { OnCall } from '../model/streams/call.ts';
import { hostId, type HostIdentity } from '../sources/host/mod.ts';
import { readHostUuid } from '../sources/libvirt/mod.ts';

/** The start does not wait longer; a daemon that has just started itself can take seconds. */
const ASK_MS = 2000;
/** In the background there is time. */
const ASK_AGAIN_MS = 60_000;
const FILE = 'host.json';
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface ThisHostOptions {
  readonly stateDir: string;
  /** A real libvirt daemon of this machine; null where none is read. */
  readonly uri: string | null;
  readonly signal: AbortSignal;
  readonly onCall: OnCall;
  /** Called with bugs. */
  readonly onError: (error: unknown) => void;
}

/**
 * Identity of this machine: the UUID that its libvirt reports, the same that a remote reader sees; the id made of its
 * machine id is an alias. The UUID is kept in the state directory, because the id of a machine must not depend on whether a
 * daemon answers, nor change with a daemon that makes a new one at every start. A UUID that arrives too late is used from
 * the next start on.
 */
export async function identifyThisHost({
  stateDir,
  uri,
  signal,
  onCall,
  onError,
}: ThisHostOptions): Promise<HostIdentity> {
  const own = hostId();
  const path = join(stateDir, FILE);
  const known = readUuid(path);
  if (known !== null) return { id: known, aliases: [own] };
  const uuid = uri === null ? null : await readHostUuid(uri, { deadlineMs: ASK_MS, signal, onCall });
  if (uuid !== null && keep(path, uuid)) return { id: uuid, aliases: [own] };
  if (uri !== null) runInBackground(askAgain(uri, path, { signal, onCall }), onError);
  return { id: own, aliases: [] };
}

async function askAgain(
  uri: string,
  path: string,
  options: Pick<ThisHostOptions, 'signal' | 'onCall'>,
): Promise<void> {
  const uuid = await readHostUuid(uri, { ...options, deadlineMs: ASK_AGAIN_MS });
  if (uuid !== null) keep(path, uuid);
}

/** Null where there is no file, or none of ours. */
function readUuid(path: string): string | null {
  try {
    const { uuid } = JSON.parse(readFileSync(path, 'utf8')) as { uuid?: unknown };
    return typeof uuid === 'string' && uuidPattern.test(uuid) ? uuid : null;
  } catch {
    return null;
  }
}

/** Whether the disk has it: an id that is not kept would change with the next start. */
function keep(path: string, uuid: string): boolean {
  try {
    writeFileAtomic(path, `${JSON.stringify({ uuid })}\n`);
    return true;
  } catch {
    return false;
  }
}
