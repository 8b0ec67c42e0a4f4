import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createApi } from './api/mod.ts';
import type { Config } from './config/mod.ts';
import { systemClock as clock } from './model/clock.ts';
import type { LookedFor, Source } from './model/source.ts';
import type { StatsProvider } from './model/stats.ts';
import { createPipeline } from './pipeline/mod.ts';
import { startDemo, type Demo } from './sources/demo/mod.ts';
import { createHostSource, hostId } from './sources/host/mod.ts';
import { createLibvirtSource, findHypervisors, isLocal } from './sources/libvirt/mod.ts';
import { createMemoryStore } from './store/mod.ts';

/** What is read besides this machine, and what was looked for to decide that. */
interface Hypervisor {
  readonly uri: string | null;
  readonly demo: Demo | null;
  readonly lookedFor: readonly LookedFor[];
}

/** Runs virtscope until a signal ends it: the only file that knows everybody. */
export async function serve(config: Config, version: string): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  mkdirSync(config.stateDir, { recursive: true, mode: 0o750 });

  const { uri, demo, lookedFor } = await chooseHypervisor(config, stopping.signal);
  const libvirt = uri === null ? null : libvirtSource(config, uri, demo !== null);
  const sources = [
    config.host.enabled ? createHostSource({ clock, intervalMs: config.intervalMs }) : null,
    libvirt,
  ];
  const reading = sources.filter((source) => source !== null);
  const store = createMemoryStore({ rows: config.history.rows, stepMs: config.intervalMs, clock });
  const pipeline = createPipeline({
    sources: reading,
    consumers: [(batch) => store.append(batch)],
    clock,
    intervalMs: config.intervalMs,
    onError: (error, what) => console.error(`virtscope: ${what}:`, error),
  });
  const api = await createApi({
    store,
    clock,
    stats: libvirt,
    sources: () => pipeline.sources(),
    lookedFor,
    version,
    demo: demo !== null,
    stepMs: config.intervalMs,
    consoleDir: join(import.meta.dirname, '..', 'console', 'dist'),
    logger: { error: (details, message) => console.error(`virtscope: ${message}`, details) },
  });

  pipeline.start();
  const url = await api.listen({ host: config.listen.host, port: config.listen.port });
  announce(url, uri, demo !== null, lookedFor);
  await aborted(stopping.signal);
  await api.close();
  await pipeline.stop();
  await Promise.all(reading.map((source) => source.close()));
  await demo?.stop();
}

function libvirtSource(config: Config, uri: string, demo: boolean): Source & StatsProvider {
  const local = isLocal(uri);
  const { inFlight, watchProcesses, guestAgent } = config.libvirt;
  return createLibvirtSource({
    uri,
    clock,
    hostId: local ? hostId() : null,
    demo,
    intervalMs: config.intervalMs,
    inFlight,
    watchProcesses: watchProcesses && local && !demo,
    guestAgentSeconds: guestAgent.enabled ? guestAgent.everyMs / 1000 : null,
  });
}

/** A configured hypervisor, else the one found on this machine, else the demo. */
async function chooseHypervisor(config: Config, signal: AbortSignal): Promise<Hypervisor> {
  const { when, guests } = config.demo;
  if (when === 'always') return withDemo(guests, []);
  if (config.libvirt.uri === 'none') return { uri: null, demo: null, lookedFor: [] };
  if (config.libvirt.uri !== 'auto') return { uri: config.libvirt.uri, demo: null, lookedFor: [] };
  const lookedFor = await findHypervisors(signal);
  const found = lookedFor.find((looked) => looked.found)?.target ?? null;
  if (found !== null || when === 'never') return { uri: found ?? 'qemu:///system', demo: null, lookedFor };
  return withDemo(guests, lookedFor);
}

async function withDemo(guests: number, lookedFor: readonly LookedFor[]): Promise<Hypervisor> {
  const demo = await startDemo({ guests });
  return { uri: demo.uri, demo, lookedFor };
}

/** The lines a person sees who typed `npm start`. */
function announce(url: string, uri: string | null, demo: boolean, lookedFor: readonly LookedFor[]): void {
  for (const { target, found, reason } of lookedFor)
    if (!found) console.log(`virtscope did not find ${target}: ${reason}`);
  console.log(
    `virtscope reads ${demo ? 'its demo hypervisor (no real VM is shown)' : (uri ?? 'this machine only')}`,
  );
  console.log(`virtscope listening on ${url}`);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
