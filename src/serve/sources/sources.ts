import { hostname } from 'node:os';
import type { Config } from '../../config/mod.ts';
import { systemClock as clock } from '../../model/clock.ts';
import type { DiscoveryResult, Source } from '../../model/source.ts';
import { createHostSource } from '../../sources/host/mod.ts';
import { isOwnDaemon } from '../../sources/libvirt/mod.ts';
import { HostIds } from '../host-ids.ts';
import { identifyThisHost } from '../this-host.ts';
import { AddedConnections } from './added.ts';
import { LiveConnections, type ConnectionsOptions } from './connections.ts';
import { chooseHypervisor } from './hypervisor.ts';

/** What is read: this machine, and the connections. */
export interface Sources extends AsyncDisposable {
  /** Id of this machine. */
  readonly hostId: string;
  /** Null where this machine is not read. */
  readonly host: Source | null;
  readonly connections: LiveConnections;
  readonly hostIds: HostIds;
  readonly demo: boolean;
  /** Results of the search for a hypervisor on this machine. */
  readonly discoveryResults: readonly DiscoveryResult[];
}

/** Opens all sources that the configuration asks for, and those that were added. */
export async function openSources(
  config: Config,
  {
    signal,
    onCall,
    onError,
    ...reloading
  }: Pick<ConnectionsOptions, 'load' | 'certificate' | 'onCall' | 'rules'> & {
    signal: AbortSignal;
    /** Called with bugs. */
    onError: (error: unknown) => void;
  },
): Promise<Sources> {
  const added = new AddedConnections(config.stateDir);
  const kept = added.load();
  const readsOthers = config.sources.length + kept.length > 0;
  const { connection, demo, discoveryResults } = await chooseHypervisor(config, {
    readsOthers,
    signal,
    onCall,
  });
  const own = connection && demo === null && isOwnDaemon(connection.uri) ? connection.uri : null;
  const identity = await identifyThisHost({ stateDir: config.stateDir, uri: own, signal, onCall, onError });
  const { id: hostId } = identity;
  const hostIds = new HostIds({ id: hostId, hostname: hostname(), isRead: config.host.enabled });
  const connections = new LiveConnections({
    config,
    hostId,
    hostIds,
    first: connection,
    kept,
    added,
    onCall,
    ...reloading,
  });
  const host = config.host.enabled
    ? createHostSource({ id: 'host', identity, clock, intervalMs: config.intervalMs })
    : null;
  return {
    hostId,
    host,
    connections,
    hostIds,
    demo: demo !== null,
    discoveryResults,
    async [Symbol.asyncDispose]() {
      await using closing = new AsyncDisposableStack();
      closing.defer(() => demo?.stop());
      if (host) closing.defer(() => host.close());
      closing.use(connections);
    },
  };
}
