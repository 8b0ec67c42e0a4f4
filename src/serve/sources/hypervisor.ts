import type { Config } from '../../config/mod.ts';
import { startDemo, type Demo } from '../../demo/mod.ts';
import type { OnCall } from '../../model/streams/call.ts';
import type { Connection } from '../../model/connection.ts';
import type { DiscoveryResult } from '../../model/source.ts';
import { findHypervisors } from '../../sources/libvirt/mod.ts';

/** What is read besides the list of sources. */
export interface Hypervisor {
  /** Null where none was found and none is wanted. */
  readonly connection: Connection | null;
  readonly demo: Demo | null;
  readonly discoveryResults: readonly DiscoveryResult[];
}

/** The hypervisor of `libvirt.uri`, else one found on this machine; the demo where it is wanted, or nothing else is read. */
export async function chooseHypervisor(
  config: Config,
  { readsOthers, signal, onCall }: { readsOthers: boolean; signal: AbortSignal; onCall: OnCall },
): Promise<Hypervisor> {
  const { when, guests } = config.demo;
  const { uri } = config.libvirt;
  const { origin } = config.settings['libvirt.uri'] ?? { origin: null };
  const withDemo = async (discoveryResults: readonly DiscoveryResult[]): Promise<Hypervisor> => {
    const demo = await startDemo({ guests, signal });
    return {
      connection: toConnection(config, demo.uri, { origin: 'demo', at: null }),
      demo,
      discoveryResults,
    };
  };
  if (when === 'always') return withDemo([]);
  if (uri === 'none') return { connection: null, demo: null, discoveryResults: [] };
  if (uri !== 'auto') {
    const from = origin?.startsWith('--') === true ? 'option' : 'file';
    const connection = toConnection(config, uri, { origin: from, at: origin });
    return { connection, demo: null, discoveryResults: [] };
  }
  const discoveryResults = await findHypervisors(signal, onCall);
  const found = discoveryResults.find((looked) => looked.found)?.target ?? null;
  if (found === null && when !== 'never' && !readsOthers) return withDemo(discoveryResults);
  // Where nothing else is read, a daemon that is started later is found too.
  const target = found ?? (readsOthers ? null : 'qemu:///system');
  const connection = target === null ? null : toConnection(config, target, { origin: 'found', at: null });
  return { connection, demo: null, discoveryResults };
}

function toConnection(
  { intervalMs, libvirt }: Config,
  uri: string,
  from: Pick<Connection, 'origin' | 'at'>,
): Connection {
  return { id: 'libvirt', kind: 'libvirt', uri, intervalMs, guestAgent: libvirt.guestAgent.enabled, ...from };
}
