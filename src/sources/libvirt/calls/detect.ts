import { open, parseUri } from '@virtscope/libvirt';
import { cutText } from '../../../lib/text/cut-text.ts';
import type { DiscoveryResult } from '../../../model/source.ts';
import type { HostReport } from '../host/host-claim.ts';
import { LIMITS } from '../limits.ts';

/** Drivers whose daemons answer bulk statistics, and where each may listen. */
const candidates = ['qemu:///system', 'qemu:///session'] as const;

const DEADLINE_MS = 3000;

/** Looks for a libvirt daemon on this machine by opening what a user would type. The first found is the one to read. */
export async function findHypervisors(signal: AbortSignal): Promise<DiscoveryResult[]> {
  // Root has no session daemon: both URIs lead to the system's.
  const uris = process.getuid?.() === 0 ? candidates.slice(0, 1) : candidates;
  const looked: DiscoveryResult[] = [];
  for (const target of uris) looked.push(await look(target, signal));
  return looked;
}

async function look(target: string, signal: AbortSignal): Promise<DiscoveryResult> {
  try {
    await using _client = await open(target, { deadlineMs: DEADLINE_MS, signal });
    return { target, found: true, reason: null };
  } catch (error) {
    return { target, found: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** UUIDs that boards have whose maker gave them none. */
const notUnique = /^([0f])\1{7}(-\1{4}){3}-\1{12}$|^03000200-0400-0500-0006-000700080009$/;
/** A document of some 100 kB; what the daemon sends is bounded by its protocol. */
const hostPattern = /<host>\s*<uuid>([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})<\/uuid>/;

/**
 * The UUID that a daemon reports of its host (virConnectGetCapabilities); null where it does not answer in time or has none
 * that is unique. The first call after the daemon has started looks at its emulators and can take seconds.
 */
export async function readHostUuid(
  uri: string,
  { deadlineMs, signal }: { deadlineMs: number; signal: AbortSignal },
): Promise<string | null> {
  try {
    await using client = await open(uri, { deadlineMs, signal });
    return uniqueUuid(await client.capabilities({ deadlineMs, signal }));
  } catch {
    return null;
  }
}

/** What a daemon reports of its host, over a connection of its own; null where it does not answer in time. */
export async function readHost(
  uri: string,
  { deadlineMs, signal }: { deadlineMs: number; signal: AbortSignal },
): Promise<HostReport | null> {
  const until = { deadlineMs, signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]) };
  try {
    await using client = await open(uri, until);
    const uuid = uniqueUuid(await client.capabilities(until));
    return { uuid, hostname: cutText(await client.hostname(until), LIMITS.nameLength) };
  } catch {
    return null;
  }
}

function uniqueUuid(capabilities: string): string | null {
  const uuid = hostPattern.exec(capabilities)?.[1] ?? null;
  return uuid === null || notUnique.test(uuid) ? null : uuid;
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
