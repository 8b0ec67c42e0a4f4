import { join } from 'node:path';
import { createApi } from '../api/mod.ts';
import { Access } from '../auth/mod.ts';
import type { Config } from '../config/mod.ts';
import { aborted } from '../lib/async/aborted.ts';
import { UnhandledRejections } from '../lib/async/unhandled-rejections.ts';
import { systemClock as clock } from '../model/clock.ts';
import type { Source } from '../model/source.ts';
import { createPipeline } from '../pipeline/mod.ts';
import { createVirtscopeSource, VIRTSCOPE } from '../sources/virtscope/mod.ts';
import { RemoteHistory } from '../remote/query/mod.ts';
import { LatencyHistory, LineLog, MessageLog, ServiceCalls } from '../streams/mod.ts';
import { openAlarms, recoverAlarms, type OpenedAlarms } from './alarms.ts';
import { announce } from './announce.ts';
import { openCertificate } from './certificate.ts';
import { announceFirstToken } from './first-token.ts';
import { openLogs } from './logs.ts';
import { listen } from './listen.ts';
import { remoteEngine, remoteWriter } from './remote.ts';
import { listenForReload } from './reload.ts';
import { openSources } from './sources/sources.ts';
import { OwnLog } from './own-log.ts';
import { ownState } from './own-state.ts';
import { readServices } from './services.ts';
import { makeStateDirectory, openHistory } from './storage.ts';

/** How long the shutdown waits for a receiver to accept the newest values; the rest is sent after the next start. */
const SHUTDOWN_FLUSH_MS = 1000;
/** How long the shutdown waits for polls in progress: the first poll of ten thousand VMs takes seconds. */
const LAST_POLL_MS = 300;

export interface ServeOptions {
  readonly config: Config;
  /** Reads the configuration again. @throws {InputError} CONFIG_INVALID */
  readonly load: () => Config;
  readonly version: string;
}

/** Runs virtscope until a signal ends it, also one that comes during its start. */
export async function serve(options: ServeOptions): Promise<void> {
  const stopping = new AbortController();
  // A terminal signals the whole group, and npm repeats the signal: the second must not interrupt the shutdown.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
  try {
    await run(options, stopping.signal);
  } catch (error) {
    if (!stopping.signal.aborted || error !== stopping.signal.reason) throw error;
  }
}

async function run({ config, load, version }: ServeOptions, stopping: AbortSignal): Promise<void> {
  const logs = new LineLog();
  const log = new OwnLog((line) => logs.record(line));
  const reportBug = (error: unknown, what: string): void => log.bug(what, error);
  using rejections = new UnhandledRejections((error) => reportBug(error, 'unhandled rejection'));
  makeStateDirectory(config.stateDir);
  // Parts are closed in the opposite order, also when a later part cannot start.
  await using opened = new AsyncDisposableStack();

  const certificate = openCertificate(config, log);
  using _watching = certificate ?? undefined;
  const calls = new ServiceCalls(clock);
  const messages = new MessageLog(clock, undefined, (call) => calls.record(call));
  const latencies = new LatencyHistory({ intervalMs: config.intervalMs });
  const logSources = opened.use(
    openLogs(
      config,
      (line) => logs.record(line),
      (error) => reportBug(error, 'logs'),
    ),
  );
  let rules: OpenedAlarms | null = null;
  const sources = opened.use(
    await openSources(config, {
      load,
      certificate,
      rules: () => rules,
      onCall: (call) => messages.record(call),
      onError: (error) => reportBug(error, 'host UUID'),
      signal: stopping,
    }),
  );
  const { hostId, hostIds, host, connections, demo, discoveryResults } = sources;
  const all = (): readonly Source[] => [...(host ? [host] : []), ...connections.sources];
  const renamed = all().flatMap(({ series }) =>
    [...series.entities()].filter(({ aliases }) => aliases.length > 0),
  );
  const isConfigured = (source: string): boolean => {
    return source === VIRTSCOPE || all().some(({ id }) => id === source);
  };
  const onNotice = (text: string): void => log.info(text);
  const store = await openHistory(config, { demo, renamed, isConfigured, onNotice }, stopping);
  opened.defer(() => store.close());
  const opening = openAlarms(config, store, demo);
  const { alarms, ruleEdits } = opening;
  rules = opening;
  opened.defer(() => alarms.close());
  const engine = await remoteEngine(config);
  const writer = await remoteWriter(config, store, { version, log });
  await writer?.start();
  opened.defer(() => writer?.stop(AbortSignal.timeout(SHUTDOWN_FLUSH_MS)));
  // The next parts take a second to load.
  stopping.throwIfAborted();
  const pipeline = createPipeline({
    consumers: [
      {
        append: (batch) => store.appendInSlices(batch),
        remove: (source) => store.removeSource(source),
        closeRows: (rowEndMs) => store.closeRows(rowEndMs),
      },
      { append: (batch) => writer?.append(batch), remove: (source) => writer?.remove(source) },
      alarms,
    ],
    clock,
    stepMs: config.intervalMs,
    onError: reportBug,
  });
  await recoverAlarms(alarms, store, {
    signal: stopping,
    onDamage: (problem) => log.error(problem),
  });
  if (host) pipeline.add(host);
  pipeline.add(
    createVirtscopeSource({
      hostId,
      clock,
      intervalMs: config.intervalMs,
      state: () =>
        ownState({ store, book: alarms.book, receivers: writer ? [writer.status()] : [], certificate }),
      services: () =>
        readServices({
          calls,
          latencies,
          hostId,
          sources: connections.sources,
          hostOf: (source) => hostIds.hostOf(source),
        }),
    }),
  );
  connections.start(pipeline);
  const access = new Access({
    stateDir: config.stateDir,
    clock,
    access: config.access,
    behindProxy: config.behindProxy,
    certificateNames: () => certificate?.current.names ?? [],
    onDamage: (problem) => log.error(problem),
  });
  opened.defer(() => access.flush({ isLast: true }));
  const api = await createApi({
    access,
    ...(certificate && { certificate }),
    store,
    alarms,
    ruleEdits,
    messages,
    latencies,
    logs,
    logSources: () => logSources.status(),
    clock,
    stats: () => connections.stats(),
    connections,
    // Itself is none that is read.
    sources: () => pipeline.sources().filter(({ kind }) => kind !== VIRTSCOPE),
    ...(engine && { history: new RemoteHistory({ own: store, engine, clock }) }),
    remoteWrite: () => (writer ? [writer.status()] : []),
    remoteQuery: () => engine?.status() ?? null,
    unhandledRejections: () => rejections.count,
    discoveryResults,
    version,
    demo,
    stepMs: config.intervalMs,
    consoleDir: join(import.meta.dirname, '..', '..', 'console', 'dist'),
    logger: { error: (details, message) => log.bug(message, details) },
  });

  const url = await listen(api, config, certificate);
  pipeline.start();
  opened.defer(() => pipeline.stop(AbortSignal.timeout(LAST_POLL_MS)));
  opened.defer(() => api.close());
  certificate?.watch();
  using _reloading = listenForReload(connections, log);
  announce({ connections: connections.all(), demo, discoveryResults, url });
  announceFirstToken(config);
  await aborted(stopping);
}
