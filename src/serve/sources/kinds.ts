import type { Config } from '../../config/mod.ts';
import type { OnCall } from '../../model/streams/call.ts';
import type { Connection, StepResult } from '../../model/connection.ts';
import type { Source } from '../../model/source.ts';
import type { StatsProvider } from '../../model/stats.ts';
import { systemClock as clock } from '../../model/clock.ts';
import {
  checkForeignUri,
  createLibvirtSource,
  isLocal,
  isOwnDaemon,
  rawFields,
  tryConnection,
} from '../../sources/libvirt/mod.ts';
import type { HostIds } from '../host-ids.ts';

/** What a source needs besides its connection. */
export interface SourceContext {
  readonly config: Config;
  /** Id of this machine. */
  readonly hostId: string;
  readonly hostIds: HostIds;
  readonly onCall: OnCall;
}

/** A kind of system that can be configured. */
export interface SourceKind {
  /** @throws {InputError} CONFIG_INVALID for what only a file may ask for. */
  readonly checkForeignUri: (uri: string) => void;
  /** Tries a URI; see `Connections.test`. */
  readonly test: (
    uri: string,
    context: Pick<SourceContext, 'onCall'>,
    signal: AbortSignal,
  ) => AsyncIterable<StepResult>;
  readonly create: (connection: Connection, context: SourceContext) => Source & Partial<StatsProvider>;
}

/** Every kind of source that `sources` can list, a row each. */
export const kinds: Readonly<Record<string, SourceKind>> = {
  libvirt: {
    checkForeignUri,
    test: (uri, { onCall }, signal) => tryConnection(uri, { clock, onCall, signal }),
    create: libvirtSource,
  },
};

function libvirtSource(
  { id, uri, intervalMs, guestAgent, origin }: Connection,
  { config, hostId, hostIds, onCall }: SourceContext,
): Source & StatsProvider {
  const isDemo = origin === 'demo';
  const isHere = isDemo || isOwnDaemon(uri);
  if (isHere) hostIds.setHere(id);
  const { inFlight, watchProcesses, guestAgent: agents, facts, raw } = config.libvirt;
  return createLibvirtSource({
    id,
    // Of the one that the list does not name, what leads to it says most.
    name: origin === 'file' || origin === 'added' ? id : uri,
    uri,
    clock,
    hostId: isHere ? hostId : null,
    claimHost: isHere ? null : (source, report) => hostIds.claim(source, report),
    demo: isDemo,
    intervalMs,
    inFlight,
    watchProcesses: watchProcesses && isLocal(uri) && !isDemo,
    guestAgentSeconds: guestAgent ? agents.everyMs / 1000 : null,
    factsMs: facts.everyMs,
    raw: rawFields(raw.fields, raw.perVm),
    onCall,
  });
}
