import { open, type CallObserver } from '@virtscope/libvirt';
import { cutText } from '../../../lib/text/cut-text.ts';
import type { OnCall } from '../../../model/streams/call.ts';
import { callObserver } from '../calls/call-observer.ts';
import { openDaemon } from '../calls/open-daemon.ts';
import { LIMITS } from '../limits.ts';
import { capabilityLabels, uniqueUuid } from './capabilities.ts';
import type { HostReport } from './host-claim.ts';

/** What a daemon reports of its host that does not change. */
export interface HostIdentification {
  readonly report: HostReport;
  readonly labels: Readonly<Record<string, string>>;
}

interface Until {
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  readonly observer?: CallObserver | undefined;
}

/**
 * The UUID that a daemon reports of its host (virConnectGetCapabilities); null where it does not answer in time or has none
 * that is unique. The first call after the daemon has started looks at its emulators and can take seconds.
 */
export async function readHostUuid(
  uri: string,
  { deadlineMs, signal, onCall }: Omit<Until, 'observer'> & { onCall?: OnCall },
): Promise<string | null> {
  const observer = callObserver(null, onCall);
  try {
    await using client = await open(uri, { deadlineMs, signal, observer });
    return uniqueUuid(await client.capabilities({ deadlineMs, signal }));
  } catch {
    return null;
  }
}

/** What a daemon reports of its host, over a connection of its own; null where it does not answer in time. */
export async function readHost(
  uri: string,
  { deadlineMs, signal, observer }: Until,
): Promise<HostIdentification | null> {
  const until = { deadlineMs, signal: AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]) };
  try {
    await using client = await openDaemon(uri, { ...until, readOnly: true, observer });
    const capabilities = await client.capabilities(until);
    const hostname = cutText(await client.hostname(until), LIMITS.nameLength);
    return {
      report: { uuid: uniqueUuid(capabilities), hostname },
      labels: await capabilityLabels(capabilities),
    };
  } catch {
    return null;
  }
}
