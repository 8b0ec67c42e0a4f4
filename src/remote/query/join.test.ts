import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../model/clock.ts';
import { createEntity, type Entity, onHost } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import { SeriesTable } from '../../model/series.ts';
import {
  createMemoryStore,
  openStore,
  type History,
  type HistoryQuery,
  type Store,
} from '../../store/mod.ts';
import { RemoteEngine } from './remote-engine.ts';
import { RemoteHistory } from './remote-history.ts';
import { makeEngine, type FakeAnswer, type FakeEngine, type FakeQuestion } from './test-engine.ts';

const stepMs = 5000;
const [minute, hour] = [60_000, 3_600_000];
const begin = 1_800_000_000_000;
const archives = [
  { rowMs: stepMs, rows: 24 },
  { rowMs: minute, rows: 120 },
  { rowMs: hour, rows: 24 },
];
const metric = 'cpu.usage';

/** What anybody measures at a time: minutes since the epoch, less what makes the numbers long. */
function truth(timeMs: number): number {
  return (timeMs - begin) / minute + 100;
}

function makeVm(id: string): Entity {
  return createEntity({ class: 'VM', id, source: 's', name: id, state: 'running', parent: onHost('h') }, 0);
}

interface LifeParts {
  readonly engine: FakeEngine;
  readonly store: Store;
  readonly directory: string;
  readonly time: { now: number };
  readonly clock: Clock;
}

/** A store that has polled for a while, beside an engine that knows all that was before too. */
class Life implements AsyncDisposable {
  readonly engine: FakeEngine;
  readonly store: Store;
  readonly vms = ['a', 'b'].map(makeVm);
  readonly #time: { now: number };
  readonly #series = new SeriesTable();
  readonly #directory: string;
  readonly #history: RemoteHistory;

  private constructor({ engine, store, directory, time, clock }: LifeParts) {
    this.engine = engine;
    this.#history = new RemoteHistory({
      own: store,
      engine: new RemoteEngine({ url: engine.url }, clock),
      clock,
    });
    this.store = store;
    this.#directory = directory;
    this.#time = time;
  }

  get now(): number {
    return this.#time.now;
  }

  static async begin(minutes: number, isKept = true): Promise<Life> {
    const directory = mkdtempSync(join(tmpdir(), 'virtscope-join-'));
    const engine = await makeEngine(answerTruth);
    const time = { now: begin };
    const now = (): number => time.now;
    const clock: Clock = { now, monotonic: now, sleep: () => new Promise(() => {}) };
    const options = { rows: 24, stepMs, clock };
    const every = { VM: archives, host: archives, source: archives };
    const store = isKept
      ? await openStore({ ...options, directory, archives: every, syncRows: 1 })
      : createMemoryStore(options);
    const life = new Life({ engine, store, directory, time, clock });
    await life.poll(minutes);
    return life;
  }

  enter(id: string): void {
    this.vms.push(makeVm(id));
  }

  async poll(minutes: number): Promise<void> {
    for (let i = 0; i < minutes * 12; i++) {
      this.#poll();
      // Time passes faster here than disks write.
      while (this.store.health().pendingRows > 60) await setImmediate();
    }
  }

  #poll(): void {
    this.#time.now += stepMs;
    const slots = this.vms.map((entity) => this.#series.slot(entity, metric));
    const values = new Float64Array(this.#series.length);
    for (const slot of slots) values[slot] = truth(this.now);
    this.#series.tick();
    const reasons = new Uint8Array(values.length);
    this.store.append({ source: 's', rowEndMs: this.now, time: this.now + 3, intervalMs: stepMs, durationMs: 1, complete: [], series: this.#series, values, reasons }); // prettier-ignore
  }

  /** History from so long ago until now. */
  ask(back: number, more: Partial<HistoryQuery> = {}): Promise<History> {
    const range = { start: this.now - back, end: this.now };
    return this.#history.history({ entities: this.vms, metrics: [metric], remote: true, ...range, ...more });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
    await this.engine[Symbol.asyncDispose]();
    rmSync(this.#directory, { recursive: true });
  }
}

/** Rows as they would be of points every 5 s: of the last in a row MAX is, of the first MIN. */
function answerTruth({ query, start, end, step }: FakeQuestion): FakeAnswer {
  const [first = '', over = ''] = /^(\w+) by/.exec(query)?.slice() ?? [];
  assert.ok(first);
  const ids = (/uuid=~?"([^"]*)"/.exec(query)?.[1] ?? '').split('|');
  const back = { max: 0, avg: (step * 1000 - stepMs) / 2, min: step * 1000 - stepMs }[over] ?? Number.NaN;
  const values: string[] = [];
  for (let time = start; time <= end; time += step) values.push(String(truth(time * 1000 - back)));
  return { series: ids.map((uuid) => ({ labels: { uuid }, values })) };
}

function rangeOf({ start, end, stepMs: step, rows, askedStepMs }: History): number[] {
  assert.equal((end - start) / step, rows);
  return [start, end, step, askedStepMs ?? 0];
}

test('RemoteHistory.history joins the rows of the engine and its own with no gap and none twice', async () => {
  await using life = await Life.begin(50);
  const history = await life.ask(3 * hour, { stepMs: minute, cfs: ['AVERAGE', 'MIN', 'MAX'] });
  assert.deepEqual(rangeOf(history), [life.now - 3 * hour, life.now, minute, 0]);
  assert.equal(history.notes, undefined);
  const shapes = history.columns.map(({ entity, cf }) => `${entity.id} ${cf}`);
  assert.deepEqual(shapes, ['a AVERAGE', 'a MIN', 'a MAX', 'b AVERAGE', 'b MIN', 'b MAX']);
  const back = { AVERAGE: minute - stepMs, MIN: 2 * (minute - stepMs), MAX: 0, LAST: Number.NaN };
  for (const { cf, values, reasons } of history.columns) {
    const want = Array.from(values, (_, i) => truth(history.start + (i + 1) * minute - back[cf] / 2));
    const near = (list: Iterable<number>): number[] => Array.from(list, (value) => Math.round(value * 1e9));
    assert.deepEqual(near(values), near(want));
    assert.deepEqual(new Set(reasons), new Set([Reason.known]));
  }
  const asked = [(life.now - 3 * hour) / 1000 + 60, begin / 1000];
  assert.deepEqual(life.engine.questions.map(({ start, end }) => [start, end]), [asked, asked, asked]); // prettier-ignore
});

test('RemoteHistory.history without a step has that of its own rows that reach furthest', async () => {
  await using life = await Life.begin(50);
  const history = await life.ask(20 * hour);
  assert.deepEqual(rangeOf(history), [life.now - 20 * hour, life.now, minute, 0]);
  const wide = await life.ask(400 * hour, { stepMs });
  assert.deepEqual(rangeOf(wide), [Math.floor((life.now - 400 * hour) / (30 * minute)) * 30 * minute, begin + 30 * minute, 30 * minute, stepMs]); // prettier-ignore
});

test('RemoteHistory.history asks the engine for nothing that it holds, nor for those that do not want it', async () => {
  await using life = await Life.begin(50);
  await life.ask(40 * minute);
  await life.ask(40 * minute, { stepMs });
  await life.ask(3 * hour, { remote: false });
  assert.deepEqual(life.engine.questions, []);
});

test('RemoteHistory.history takes entities added later or never seen here from the engine, and all others from its own rows', async () => {
  await using life = await Life.begin(50);
  const came = life.now;
  life.enter('c');
  await life.poll(10);
  const [a, c, d] = ['a', 'c', 'never'].map((id) => life.store.entity('VM', id) ?? makeVm(id)) as [Entity, Entity, Entity]; // prettier-ignore
  life.engine.answer = () => ({ series: ['a', 'c', 'never'].map((uuid) => ({ labels: { uuid }, values: Array(40).fill('7') })) }); // prettier-ignore
  const history = await life.ask(40 * minute, { entities: [a, c, d], stepMs: minute });
  assert.deepEqual(rangeOf(history), [life.now - 40 * minute, life.now, minute, 0]);
  const sevens = history.columns.map(({ values }) => values.filter((value) => value === 7).length);
  assert.deepEqual(sevens, [0, 30, 40]);
  const [asked] = life.engine.questions;
  assert.deepEqual([life.engine.questions.length, asked?.start, asked?.end], [1, (life.now - 39 * minute) / 1000, life.now / 1000]); // prettier-ignore
  assert.match(asked?.query ?? '', /uuid=~"c\|never"/);
  await life.ask(40 * minute, { entities: [a, c], stepMs: minute });
  assert.equal(life.engine.questions[1]?.end, came / 1000);
  await life.ask(9 * minute, { entities: [a, c], stepMs: minute });
  assert.equal(life.engine.questions.length, 2);
});

test('RemoteHistory.history is its own, with a note, where the engine fails', async () => {
  await using life = await Life.begin(50);
  const own = await life.ask(3 * hour, { remote: false });
  life.engine.answer = () => ({ status: 503, text: 'no healthy upstream' });
  const { host } = new URL(life.engine.url);
  const since = new Date(own.start).toISOString().slice(0, 19);
  const notes = [`Rows before ${since}Z may be missing: ${host} answered HTTP 503: no healthy upstream`];
  assert.deepEqual(await life.ask(3 * hour), { ...own, notes });
});

test('RemoteHistory.history is its own where the engine has nothing', async () => {
  await using life = await Life.begin(50);
  life.engine.answer = ({ query }) => ({ series: query.includes('"a"') ? [] : [{ labels: { uuid: 'a' }, values: ['NaN'] }] }); // prettier-ignore
  assert.deepEqual(await life.ask(3 * hour), await life.ask(3 * hour, { remote: false }));
  assert.equal(life.engine.questions.length, 1);
});

test('RemoteHistory.history begins where the engine does, and notes what one side does not have', async () => {
  await using life = await Life.begin(50);
  const answers: Record<string, FakeAnswer> = {
    virtscope_vm_cpu_usage_ratio: { series: [{ labels: { uuid: 'a' }, values: [...Array(129).fill(null), '7'] }] }, // prettier-ignore
    virtscope_vm_cpu_user_ratio: { series: [{ labels: { uuid: 'b' }, values: [...Array(128).fill(null), '8', null] }] }, // prettier-ignore
    virtscope_vm_cpu_cores: { status: 422, text: '{"status":"error","error":"too many samples"}' },
  };
  life.engine.answer = ({ query }) => answers[/virtscope_\w+/.exec(query)?.[0] ?? ''] ?? { series: [] };
  const metrics = [metric, 'cpu.user', 'cpu.cores'];
  const history = await life.ask(3 * hour, { stepMs: minute, metrics });
  assert.deepEqual(rangeOf(history), [life.now - 52 * minute, life.now, minute, 0]);
  const seen = history.columns.map(({ entity, metric: name, values, reasons }) => [entity.id, name, [...values].slice(0, 3), [...reasons].slice(0, 3)]); // prettier-ignore
  const mine = truth(life.now - 49 * minute - (minute - stepMs) / 2);
  const none = Reason.notCollected;
  assert.deepEqual(seen, [
    ['a', metric, [NaN, 7, mine], [none, 0, 0]],
    ['b', metric, [NaN, NaN, mine], [none, none, 0]],
    ['b', 'cpu.user', [8, NaN, NaN], [0, none, none]],
  ]);
  assert.match(history.notes?.join() ?? '', /^Rows before \S+:\d\dZ may be missing: \S+ answered HTTP 422: too many samples$/); // prettier-ignore
});

test('RemoteHistory.history has the engine before what is in memory, and all where there is nothing yet', async () => {
  await using life = await Life.begin(5, false);
  const history = await life.ask(10 * minute);
  assert.deepEqual(rangeOf(history), [life.now - 10 * minute, life.now, stepMs, 0]);
  const want = Array.from({ length: 120 }, (_, i) => truth(history.start + (i + 1) * stepMs));
  assert.deepEqual([...(history.columns[1]?.values ?? [])], want);
  await using young = await Life.begin(0);
  assert.deepEqual(rangeOf(await young.ask(hour, { end: young.now + hour })), [
    begin - hour,
    begin,
    stepMs,
    0,
  ]);
});

test('RemoteHistory.history gives how many rows it would have without asking', async () => {
  await using life = await Life.begin(50);
  assert.deepEqual([(await life.ask(3 * hour, { metrics: [], stepMs: minute })).rows, life.engine.questions.length], [180, 0]); // prettier-ignore
  const [rows, whole] = await Promise.all([life.ask(70 * minute, { metrics: [] }), life.ask(70 * minute, { metrics: [], remote: false })]); // prettier-ignore
  assert.ok(rows.rows >= whole.rows);
});

test('RemoteEngine refuses a URL that could never be asked', () => {
  const clock: Clock = { now: () => 0, monotonic: () => 0, sleep: () => new Promise(() => {}) };
  assert.throws(() => new RemoteEngine({ url: 'nowhere' }, clock), {
    code: 'CONFIG_INVALID',
  });
});
