import { open, parseUri } from '@virtscope/libvirt';
import type { OnCall } from '../../../model/streams/call.ts';
import type { DiscoveryResult } from '../../../model/source.ts';
import { callObserver } from './call-observer.ts';

/** Drivers whose daemons answer bulk statistics, and where each may listen. */
const candidates = ['qemu:///system', 'qemu:///session'] as const;

const DEADLINE_MS = 3000;

/** Looks for a libvirt daemon on this machine by opening what a user would type. The first found is the one to read. */
export async function findHypervisors(signal: AbortSignal, onCall?: OnCall): Promise<DiscoveryResult[]> {
  // Root has no session daemon: both URIs lead to the system's.
  const uris = process.getuid?.() === 0 ? candidates.slice(0, 1) : candidates;
  const looked: DiscoveryResult[] = [];
  for (const target of uris) looked.push(await look(target, signal, onCall));
  return looked;
}

async function look(
  target: string,
  signal: AbortSignal,
  onCall: OnCall | undefined,
): Promise<DiscoveryResult> {
  const observer = callObserver(null, onCall);
  try {
    await using _client = await open(target, { deadlineMs: DEADLINE_MS, signal, observer });
    return { target, found: true, reason: null };
  } catch (error) {
    return { target, found: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Whether a URI leads to a daemon of this machine for certain: a socket that it names may be forwarded from another.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { isOwnDaemon } from './detect.ts';
 * assert.equal(isOwnDaemon('qemu:///system'), true);
 * assert.equal(isOwnDaemon('qemu+unix:///system?socket=/tmp/forwarded'), false);
 */
export function isOwnDaemon(uri: string): boolean {
  return isLocal(uri) && !/[?&]socket=/.test(uri);
}

/** Whether a URI leads to a daemon of this machine, whose QEMU processes can then be seen. */
export function isLocal(uri: string): boolean {
  return parseUri(uri).transport === 'unix';
}
