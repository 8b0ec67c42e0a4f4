import { join } from 'node:path';
import { createApi } from './api/mod.ts';
import { rawFields, remoteAccess, type Config, type RemoteAccess } from './config/mod.ts';
import { aborted } from './lib/aborted.ts';
import { makeDirectory } from './lib/make-directory.ts';
import { UnhandledRejections } from './lib/unhandled-rejections.ts';
import { systemClock as clock } from './model/clock.ts';
import { InputError } from './model/error.ts';
import type { LookedFor, Source } from './model/source.ts';
import type { StatsProvider } from './model/stats.ts';
import { createPipeline } from './pipeline/mod.ts';
import { startDemo, type Demo } from './demo/mod.ts';
import { createHostSource, hostId } from './sources/host/mod.ts';
import { createLibvirtSource, findHypervisors, isLocal } from './sources/libvirt/mod.ts';
import { RemoteWriter, replayFrom } from './store/remote-write/mod.ts';
import {
  createMemoryStore,
  DEMO_HISTORY,
  HISTORY,
  openStore,
  type RemoteQueryOptions,
  type Store,
} from './store/mod.ts';

/** What is read besides this machine, and what was looked for to decide that. */
interface Hypervisor {
  readonly uri: string | null;
  readonly demo: Demo | null;
  readonly lookedFor: readonly LookedFor[];
}

/** How long the end waits for a receiver to take the newest values; what it did not take is sent after the next start. */
const GOODBYE_MS = 1000;
/** How long the end waits for polls in progress: of ten thousand VMs that are new one takes seconds. */
const LAST_POLL_MS = 300;

/** Runs virtscope until a signal ends it, also one that comes during its start: the only file that knows everybody. */
export async function serve(config: Config, version: string): Promise<void> {
  const stopping = new AbortController();
  // A terminal signals the whole group, and npm passes it on once more: the second must not break off the end.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
  try {
    await run(config, version, stopping.signal);
  } catch (error) {
    if (!stopping.signal.aborted || error !== stopping.signal.reason) throw error;
  }
}

async function run(config: Config, version: string, stopping: AbortSignal): Promise<void> {
  using rejections = new UnhandledRejections((error) => tell(error, 'unhandled rejection'));
  makeStateDir(config.stateDir);
  // What is opened is closed in the opposite order, also when a later part cannot start.
  await using opened = new AsyncDisposableStack();

  const { uri, demo, lookedFor } = await chooseHypervisor(config, stopping);
  opened.defer(() => demo?.stop());
  const libvirt = uri === null ? null : libvirtSource(config, uri, demo !== null);
  const host = config.host.enabled ? createHostSource({ clock, intervalMs: config.intervalMs }) : null;
  const sources = [host, libvirt].filter((source) => source !== null);
  for (const source of sources) opened.defer(() => source.close());
  const store = await storeOf(config, demo !== null, stopping);
  opened.defer(() => store.close());
  const writer = await remoteWriter(config, store, version);
  await writer?.start();
  opened.defer(() => writer?.stop(AbortSignal.timeout(GOODBYE_MS)));
  // What comes now takes a second to load.
  stopping.throwIfAborted();
  const pipeline = createPipeline({
    sources,
    consumers: [(batch) => store.appendInSlices(batch), (batch) => writer?.append(batch)],
    clock,
    intervalMs: config.intervalMs,
    onError: tell,
  });
  const api = await createApi({
    store,
    clock,
    stats: libvirt,
    sources: () => pipeline.sources(),
    remoteWrite: () => (writer ? [writer.status()] : []),
    unhandledRejections: () => rejections.count,
    lookedFor,
    version,
    demo: demo !== null,
    stepMs: config.intervalMs,
    consoleDir: join(import.meta.dirname, '..', 'console', 'dist'),
    logger: { error: (details, message) => console.error(`virtscope: ${message}`, details) },
  });

  const url = await listen(api, config.listen);
  pipeline.start();
  opened.defer(() => pipeline.stop(AbortSignal.timeout(LAST_POLL_MS)));
  opened.defer(() => api.close());
  announce(url, uri, demo !== null, lookedFor);
  await aborted(stopping);
}

/** History that is kept, unless it is not wanted or would be that of machines that do not exist. */
async function storeOf(config: Config, demo: boolean, signal: AbortSignal): Promise<Store> {
  const { history, intervalMs: stepMs, stateDir } = config;
  const { rows, keep, archives, syncRows } = history;
  const remoteQuery = await remoteQueryOptions(config);
  const options = { rows, stepMs, clock, ...(remoteQuery && { remoteQuery }) };
  if (!keep) return createMemoryStore(options);
  const directory = join(stateDir, demo ? DEMO_HISTORY : HISTORY);
  const onNotice = (text: string): void => console.log(`virtscope: ${text}`);
  return openStore({ ...options, directory, archives, syncRows, onNotice, signal });
}

/** Who is asked for what is older than our own history; null where nobody is. */
async function remoteQueryOptions({ remoteQuery }: Config): Promise<RemoteQueryOptions | null> {
  if (!remoteQuery) return null;
  const { url, instance, timeoutMs } = remoteQuery;
  const labels: Record<string, string> = instance === null ? {} : { instance };
  return { url, ...(await checked(remoteAccess(remoteQuery))), timeoutMs, labels };
}

/** Who sends every value elsewhere; null where that is not wanted. */
async function remoteWriter(
  { remoteWrite, stateDir }: Config,
  store: Store,
  version: string,
): Promise<RemoteWriter | null> {
  if (!remoteWrite) return null;
  const { url, instance } = remoteWrite;
  const options = {
    name: 'remote',
    url,
    ...(await checked(remoteAccess(remoteWrite))),
    ...(instance !== null && { instance }),
  };
  const directory = join(stateDir, 'remote-write');
  return new RemoteWriter(options, {
    store,
    replay: replayFrom(store),
    directory,
    clock,
    version,
    onError: tell,
  });
}

/** Refuses to start with a file that cannot be read. */
async function checked(access: RemoteAccess): Promise<RemoteAccess> {
  await access.authorization?.();
  return access;
}

/** A bug, told where it is read. */
function tell(error: unknown, what: string): void {
  console.error(`virtscope: ${what}:`, error);
}

function makeStateDir(path: string): void {
  try {
    makeDirectory(path, 0o750);
  } catch (error) {
    throw new InputError('CONFIG_INVALID', `Cannot make state directory ${path}: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

async function listen(api: Listener, { host, port }: Config['listen']): Promise<string> {
  try {
    return await api.listen({ host, port });
  } catch (error) {
    await api.close();
    const problem = `Cannot listen on ${host}:${port}: ${reasonOf(error)}`;
    throw new InputError('ADDRESS_REFUSED', problem, { cause: error });
  }
}

type Listener = Awaited<ReturnType<typeof createApi>>;

/** The system's errors in words; what has none keeps its message. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const words: Readonly<Record<string, string>> = {
    EADDRINUSE: 'the address is in use',
    EADDRNOTAVAIL: 'this machine has no such address',
    EACCES: 'not allowed',
    EPERM: 'not allowed',
    EROFS: 'the file system is read-only',
    ENOENT: 'it cannot be made there',
    ENOTDIR: 'something that is no directory has that name',
  };
  return words[code ?? ''] ?? message;
}

function libvirtSource(config: Config, uri: string, demo: boolean): Source & StatsProvider {
  const local = isLocal(uri);
  const { inFlight, watchProcesses, guestAgent, raw } = config.libvirt;
  return createLibvirtSource({
    uri,
    clock,
    hostId: local ? hostId() : null,
    demo,
    intervalMs: config.intervalMs,
    inFlight,
    watchProcesses: watchProcesses && local && !demo,
    guestAgentSeconds: guestAgent.enabled ? guestAgent.everyMs / 1000 : null,
    raw: rawFields(raw.fields, raw.perVm),
  });
}

/** A configured hypervisor, else the one found on this machine, else the demo. */
async function chooseHypervisor(config: Config, signal: AbortSignal): Promise<Hypervisor> {
  const { when, guests } = config.demo;
  if (when === 'always') return withDemo(guests, [], signal);
  if (config.libvirt.uri === 'none') return { uri: null, demo: null, lookedFor: [] };
  if (config.libvirt.uri !== 'auto') return { uri: config.libvirt.uri, demo: null, lookedFor: [] };
  const lookedFor = await findHypervisors(signal);
  const found = lookedFor.find((looked) => looked.found)?.target ?? null;
  if (found !== null || when === 'never') return { uri: found ?? 'qemu:///system', demo: null, lookedFor };
  return withDemo(guests, lookedFor, signal);
}

async function withDemo(
  guests: number,
  lookedFor: readonly LookedFor[],
  signal: AbortSignal,
): Promise<Hypervisor> {
  const demo = await startDemo({ guests, signal });
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
