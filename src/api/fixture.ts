import type { FastifyInstance } from 'fastify';
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { testAccess } from '../auth/fixture.ts';
import { rowEndAt } from '../lib/interval.ts';
import type { Batch } from '../model/batch.ts';
import type { Clock } from '../model/clock.ts';
import { createEntity, onHost, type Entity, type EntityClass } from '../model/entity.ts';
import { Reason } from '../model/reason.ts';
import { SeriesTable } from '../model/series.ts';
import type { SourceStatus } from '../model/source.ts';
import type { StatsProvider } from '../model/stats.ts';
import { sentences } from '../sources/libvirt/reasons.ts';
import type { ArchiveSetting } from '../store/archive/archive-settings.ts';
import { createMemoryStore, openStore, type Store } from '../store/mod.ts';
import { schemas, type SchemaName } from './wire/schemas.ts';
import type { ApiContext } from './context.ts';
import { createApi } from './mod.ts';

/** A small inventory behind an API that does not listen, for tests: time stands still unless it is moved. `await using` closes it. */
export interface TestApi extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly clock: Clock & { time: number };
  readonly series: SeriesTable;
  /** Lines that were logged. */
  readonly logged: string[];
  /** Makes an entity known to the source `local`. */
  enter(cls: EntityClass, id: string, details?: Partial<Entity>): Entity;
  /** Moves time on by one step and appends these values; a Reason instead of a value under `unknown`. */
  poll(known: [Entity, Record<string, number>][], unknown?: [Entity, Record<string, number>][]): void;
}

export const startTime = 1_800_000_000_000;
const stepMs = 5000;

/** A clock that stands still unless it is moved. */
export function stillClock(): TestApi['clock'] {
  const clock = {
    time: startTime,
    now: () => clock.time,
    monotonic: () => clock.time,
    // Sleeps until the time is over, which is at once: a caller that waits sees nothing new.
    sleep: async (ms: number) => void (clock.time += ms),
  };
  return clock;
}

/** A libvirt source that is up. */
export const sourceStatus: SourceStatus = {
  id: 'local',
  name: 'local',
  kind: 'libvirt',
  target: 'qemu:///system',
  demo: false,
  up: true,
  reason: null,
  since: startTime,
  stuckCalls: 0,
  conditions: [],
  sentences,
};

/** What a test's API differs in; `stats` is of the source `local`. */
export type TestContext = Partial<Omit<ApiContext, 'stats'>> & { readonly stats?: StatsProvider };

export async function makeTestApi(
  { stats, ...context }: TestContext = {},
  clock = stillClock(),
): Promise<TestApi> {
  const store = context.store ?? createMemoryStore({ rows: 120, stepMs, clock });
  const series = new SeriesTable();
  const logged: string[] = [];
  const app = await createApi({
    access: testAccess(),
    store,
    clock,
    stats: () => new Map(stats ? [['local', stats]] : []),
    sources: () => [sourceStatus],
    discoveryResults: [{ target: 'qemu:///system', found: true, reason: null }],
    version: '0.0.0',
    demo: false,
    stepMs,
    consoleDir: `${tmpdir()}/virtscope-without-console`,
    logger: { error: (details, message) => void logged.push(`${message} ${JSON.stringify(details)}`) },
    ...context,
  });
  return {
    app,
    store,
    clock,
    series,
    logged,
    [Symbol.asyncDispose]: () => app.close(),
    enter(cls, id, details = {}) {
      const parent = onHost(cls === 'VM' ? 'f00d' : null);
      const state = cls === 'VM' ? 'running' : 'up';
      const own = { class: cls, id, name: id, source: 'local', parent, state, devices: [], ...details };
      const entity = createEntity(own, startTime);
      series.add(entity);
      return entity;
    },
    poll(known, unknown = []) {
      clock.time += stepMs;
      for (const [entity, values] of [...known, ...unknown]) {
        for (const metric of Object.keys(values)) series.slot(entity, metric);
      }
      const values = new Float64Array(series.length).fill(Number.NaN);
      const reasons = new Uint8Array(series.length).fill(Reason.notCollected);
      for (const [entity, of] of known) {
        for (const [metric, value] of Object.entries(of)) {
          values[series.slot(entity, metric)] = value;
          reasons[series.slot(entity, metric)] = Reason.known;
        }
      }
      for (const [entity, of] of unknown) {
        for (const [metric, reason] of Object.entries(of)) reasons[series.slot(entity, metric)] = reason;
      }
      series.tick();
      const batch: Batch = { source: 'local', rowEndMs: rowEndAt(clock.time, stepMs), time: clock.time, intervalMs: stepMs, durationMs: 1, complete: [], series, values, reasons }; // prettier-ignore
      store.append(batch);
    },
  };
}

/** A {@link makeTestApi} whose history is kept in a directory: closing it is what a restart begins with. */
export async function makeKeptApi(
  directory: string,
  clock: TestApi['clock'],
  { archives: lengths, rows }: { archives: readonly ArchiveSetting[]; rows: number },
): Promise<TestApi> {
  const archives = { VM: lengths, host: lengths, source: lengths };
  const store = await openStore({ directory, rows, stepMs, archives, syncRows: 1000, clock });
  const api = await makeTestApi({ store }, clock);
  const close = async (): Promise<void> => {
    await api.app.close();
    await store.close();
  };
  return { ...api, [Symbol.asyncDispose]: close };
}

/** The files of a console that is built. `await using` removes them. */
export async function makeConsole(): Promise<{ consoleDir: string } & AsyncDisposable> {
  const consoleDir = await mkdtemp(join(tmpdir(), 'virtscope-console-'));
  await mkdir(join(consoleDir, 'assets'));
  await writeFile(join(consoleDir, 'index.html'), '<!doctype html><title>console</title>');
  await writeFile(join(consoleDir, 'assets', 'index-abc.js'), 'export {};');
  return { consoleDir, [Symbol.asyncDispose]: () => rm(consoleDir, { recursive: true }) };
}

const references = Object.fromEntries(Object.entries(schemas).map(([name, one]) => [`${name}#`, one]));

/** The JSON at an address, checked against the schema that openapi.json gives it. */
export async function getJson({ app }: TestApi, url: string, schema: SchemaName): Promise<unknown> {
  const { statusCode, headers, body } = await app.inject({ url, headers: { accept: 'application/json' } });
  assert.equal(statusCode, 200, body);
  assert.match(String(headers['content-type']), /^application\/json/);
  const json: unknown = JSON.parse(body);
  assert.ok(Value.Check(references, schemas[schema], json), `${url} is no ${schema}: ${body}`);
  return json;
}

/** A store of which some members are replaced: for results that the store in memory never has. */
export function altered(store: Store, members: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, name) {
      const own: unknown = Reflect.get(members, name) ?? Reflect.get(target, name);
      return typeof own === 'function' ? (own.bind(target) as unknown) : own;
    },
  });
}
