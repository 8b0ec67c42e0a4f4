import { hostname } from 'node:os';
import type { Config } from '../config/mod.ts';
import { systemClock as clock } from '../model/clock.ts';
import type { DiscoveryResult, Source } from '../model/source.ts';
import type { StatsProvider } from '../model/stats.ts';
import { startDemo, type Demo } from '../demo/mod.ts';
import { createHostSource } from '../sources/host/mod.ts';
import { HostIds } from './host-ids.ts';
import { identifyThisHost } from './this-host.ts';
import {
  createLibvirtSource,
  findHypervisors,
  isLocal,
  isOwnDaemon,
  rawFields,
} from '../sources/libvirt/mod.ts';

/** The sources that are read, and the results of the search for a hypervisor. */
export interface Sources extends AsyncDisposable {
  readonly all: readonly Source[];
  /** Answers `/stats`; null without a hypervisor. */
  readonly stats: StatsProvider | null;
  /** Of the hypervisor, null where none is read. */
  readonly uri: string | null;
  readonly demo: boolean;
  readonly discoveryResults: readonly DiscoveryResult[];
}

/** Opens all sources that the configuration asks for. */
export async function openSources(config: Config, signal: AbortSignal): Promise<Sources> {
  const { uri, demo, discoveryResults } = await chooseHypervisor(config, signal);
  const real = uri !== null && demo === null && isOwnDaemon(uri) ? uri : null;
  const identity = await identifyThisHost({ stateDir: config.stateDir, uri: real, signal });
  const { id: hostId } = identity;
  const hostIds = new HostIds({ id: hostId, hostname: hostname(), isRead: config.host.enabled });
  const libvirt = uri === null ? null : libvirtSource(config, { uri, demo: demo !== null, hostId, hostIds });
  const host = config.host.enabled
    ? createHostSource({ id: 'host', identity, clock, intervalMs: config.intervalMs })
    : null;
  const all = [host, libvirt].filter((source) => source !== null);
  return {
    all,
    stats: libvirt,
    uri,
    demo: demo !== null,
    discoveryResults,
    async [Symbol.asyncDispose]() {
      await using closing = new AsyncDisposableStack();
      closing.defer(() => demo?.stop());
      for (const source of all) closing.defer(() => source.close());
    },
  };
}

function libvirtSource(
  config: Config,
  { uri, demo, hostId, hostIds }: { uri: string; demo: boolean; hostId: string; hostIds: HostIds },
): Source & StatsProvider {
  const local = isLocal(uri);
  const { inFlight, watchProcesses, guestAgent, facts, raw } = config.libvirt;
  return createLibvirtSource({
    id: 'libvirt',
    uri,
    clock,
    hostId: local ? hostId : null,
    claimHost: local ? null : (source, report) => hostIds.claim(source, report),
    demo,
    intervalMs: config.intervalMs,
    inFlight,
    watchProcesses: watchProcesses && local && !demo,
    guestAgentSeconds: guestAgent.enabled ? guestAgent.everyMs / 1000 : null,
    factsMs: facts.everyMs,
    raw: rawFields(raw.fields, raw.perVm),
  });
}

interface Hypervisor {
  readonly uri: string | null;
  readonly demo: Demo | null;
  readonly discoveryResults: readonly DiscoveryResult[];
}

/** A configured hypervisor, else the one found on this machine, else the demo. */
async function chooseHypervisor(config: Config, signal: AbortSignal): Promise<Hypervisor> {
  const { when, guests } = config.demo;
  if (when === 'always') return withDemo(guests, [], signal);
  if (config.libvirt.uri === 'none') return { uri: null, demo: null, discoveryResults: [] };
  if (config.libvirt.uri !== 'auto') return { uri: config.libvirt.uri, demo: null, discoveryResults: [] };
  const discoveryResults = await findHypervisors(signal);
  const found = discoveryResults.find((looked) => looked.found)?.target ?? null;
  if (found !== null || when === 'never')
    return { uri: found ?? 'qemu:///system', demo: null, discoveryResults };
  return withDemo(guests, discoveryResults, signal);
}

async function withDemo(
  guests: number,
  discoveryResults: readonly DiscoveryResult[],
  signal: AbortSignal,
): Promise<Hypervisor> {
  const demo = await startDemo({ guests, signal });
  return { uri: demo.uri, demo, discoveryResults };
}
