import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entity } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import { createMemoryStore, type HistoryQuery } from '../../store/mod.ts';
import { altered, getJson, makeTestApi, startTime, type TestApi } from '../fixture.ts';

const t0 = startTime / 1000;

/** Twelve rows of one VM: 1 to 12, of which the seventh and eighth are unknown. */
async function makeDozen(): Promise<TestApi & { db: Entity }> {
  const api = await makeTestApi();
  const db = api.enter('VM', 'bbbb-2', { name: 'db' });
  for (let row = 1; row <= 12; row++) {
    if (row === 7 || row === 8)
      api.poll([], [[db, { 'cpu.cores': Reason.stuck, 'memory.used': Reason.stuck }]]); // prettier-ignore
    else api.poll([[db, { 'cpu.cores': row, 'memory.used': row * 1_000_000 }]]);
  }
  return { ...api, db };
}

const rows = `start=${t0 + 20}&end=${t0 + 60}&step=10`;

test('cf as a list: the first is the data, the others are bands', async () => {
  await using api = await makeDozen();
  const url = `/metrics/VM/bbbb-2/cpu.cores/history?${rows}&cf=AVERAGE,MIN,MAX`;
  const { next, ...history } = (await getJson(api, url, 'History')) as { next: string };
  assert.deepEqual(history, {
    start: t0 + 20,
    end: t0 + 60,
    step: 10,
    cf: 'AVERAGE',
    units: 'cores',
    data: [5.5, null, 9.5, 11.5],
    bands: { MIN: [5, null, 9, 11], MAX: [6, null, 10, 12] },
    reasons: { 1: 'stuck' },
  });
  api.poll([[api.db, { 'cpu.cores': 13 }]]);
  api.poll([[api.db, { 'cpu.cores': 15 }]]);
  const newer = (await getJson(api, next, 'History')) as { data: number[]; bands: object };
  assert.deepEqual([newer.data, newer.bands], [[14], { MIN: [13], MAX: [15] }]);
});

test('cf as a list of several metrics has a band of each, and gaps once', async () => {
  await using api = await makeDozen();
  const url = `/metrics/VM/bbbb-2/history?${rows}&cf=MAX,MIN&metrics=cpu.cores,memory.used`;
  const history = (await getJson(api, url, 'Histories')) as Record<string, unknown>;
  assert.equal(history['cf'], 'MAX');
  assert.deepEqual(history['columns'], { 'cpu.cores': [6, null, 10, 12], 'memory.used': [6_000_000, null, 10_000_000, 12_000_000] }); // prettier-ignore
  assert.deepEqual(history['bands'], { MIN: { 'cpu.cores': [5, null, 9, 11], 'memory.used': [5_000_000, null, 9_000_000, 11_000_000] } }); // prettier-ignore
  assert.deepEqual(history['gaps'], [{ start: t0 + 30, end: t0 + 40, reason: 'QEMU does not answer', code: 'stuck', metrics: ['cpu.cores', 'memory.used'] }]); // prettier-ignore
});

test('cf as a list of a class names the function of each series', async () => {
  await using api = await makeDozen();
  const url = `/metrics/VM/history?${rows}&cf=MIN,MAX&metrics=cpu.cores`;
  const { series } = (await getJson(api, url, 'Series')) as { series: object[] };
  assert.deepEqual(series, [
    { id: 'bbbb-2', metric: 'cpu.cores', cf: 'MIN', data: [5, null, 9, 11] },
    { id: 'bbbb-2', metric: 'cpu.cores', cf: 'MAX', data: [6, null, 10, 12] },
  ]);
});

test('series of a class have their gaps with reasons where those are asked for, of the first function alone', async () => {
  await using api = await makeDozen();
  const url = `/metrics/VM/history?${rows}&cf=MAX,MIN&metrics=cpu.cores&gaps=1`;
  const { series } = (await getJson(api, url, 'Series')) as { series: object[] };
  const gaps = [{ start: t0 + 30, end: t0 + 40, reason: 'QEMU does not answer', code: 'stuck' }];
  assert.deepEqual(series, [
    { id: 'bbbb-2', metric: 'cpu.cores', cf: 'MAX', data: [6, null, 10, 12], gaps },
    { id: 'bbbb-2', metric: 'cpu.cores', cf: 'MIN', data: [5, null, 9, 11] },
  ]);
  const plain = (await getJson(api, url.replace('&gaps=1', ''), 'Series')) as { series: object[] };
  assert.ok(plain.series.every((one) => !('gaps' in one)));
  const csv = await api.app.inject(`${url}&format=csv`);
  assert.equal(csv.statusCode, 200);
  assert.doesNotMatch(csv.body, /stuck/);
});

test('metrics that have no rows are a gap with its reason: why a machine that never ran has nothing', async () => {
  await using api = await makeDozen();
  api.enter('VM', 'cccc-3', { name: 'golden-image', state: 'shutoff' });
  api.poll([]);
  const of = async (id: string): Promise<Record<string, unknown>> =>
    (await getJson(api, `/metrics/VM/${id}/history?${rows}&metrics=cpu.cores,cpu.steal`, 'Histories')) as Record<string, unknown>; // prettier-ignore
  const span = { start: t0 + 20, end: t0 + 60 };
  const off = await of('cccc-3');
  assert.deepEqual([off['columns'], off['gaps']], [{}, [{ ...span, reason: 'the machine is not running', code: 'not-running', metrics: ['cpu.cores', 'cpu.steal'] }]]); // prettier-ignore
  const running = await of('bbbb-2');
  assert.deepEqual((running['gaps'] as object[])[0], { ...span, reason: 'the hypervisor does not report it', code: 'not-reported', metrics: ['cpu.steal'] }); // prettier-ignore
});

test('gaps of more series than are answered with them are refused', async () => {
  await using api = await makeDozen();
  const metrics = Array.from({ length: 401 }, (_, number) => `cpu.${number}.usage`).join(',');
  const answer = await api.app.inject(`/metrics/VM/history?metrics=${metrics}&gaps=1`);
  assert.equal(answer.statusCode, 400);
  assert.match(answer.body, /401 series, at most 400/);
});

test('an answer with a coarser step than asked has `stepAsked`; without a step the store is asked for none', async () => {
  const steps: (number | undefined)[] = [];
  const store = createMemoryStore({ rows: 120, stepMs: 5000, clock: { now: () => startTime, monotonic: () => 0, sleep: async () => {} } }); // prettier-ignore
  const coarse = altered(store, {
    async history(query: HistoryQuery) {
      steps.push(query.stepMs);
      return { ...(await store.history({ ...query, stepMs: 60_000 })), askedStepMs: query.stepMs ?? null };
    },
  });
  await using api = await makeTestApi({ store: coarse });
  const vm = api.enter('VM', 'aaaa');
  for (let row = 0; row < 12; row++) api.poll([[vm, { 'cpu.cores': row }]]);
  const f = async (url: string, schema: 'History' | 'Histories' | 'Series'): Promise<void> => {
    const joint = url.includes('?') ? '&' : '?';
    const asked = (await getJson(api, `${url}${joint}step=5`, schema)) as Record<string, unknown>;
    assert.deepEqual([asked['step'], asked['stepAsked']], [60, 5], url);
    const free = (await getJson(api, url, schema)) as Record<string, unknown>;
    assert.deepEqual([free['step'], 'stepAsked' in free], [60, false], url);
  };
  await f('/metrics/VM/aaaa/cpu.cores/history', 'History');
  await f('/metrics/VM/aaaa/history', 'Histories');
  await f('/metrics/VM/history?metrics=cpu.cores', 'Series');
  assert.deepEqual(steps, [5000, undefined, 5000, undefined, 5000, undefined]);
});

test('a list of functions that is empty or wrong is refused', async () => {
  await using api = await makeDozen();
  const f = async (cf: string, want: string): Promise<void> => {
    const answer = await api.app.inject(`/metrics/VM/bbbb-2/history?cf=${cf}`);
    assert.equal(answer.json<{ code: string }>().code, want, cf);
  };
  await f('', 'LIST_EMPTY');
  await f(',', 'LIST_EMPTY');
  await f('AVERAGE,MEDIAN', 'QUERY_INVALID');
  await f('average', 'QUERY_INVALID');
});

test('a cursor is of one address: of another metric, VM or list it is refused', async () => {
  await using api = await makeDozen();
  const other = api.enter('VM', 'cccc-3');
  api.poll([[other, { 'cpu.cores': 1, 'memory.used': 1 }], [api.db, { 'cpu.cores': 1 }]]); // prettier-ignore
  const cursorOf = async (url: string): Promise<string> => {
    const { next } = (await api.app.inject(url)).json<{ next: string }>();
    return /history\/([^?]*)/.exec(next)?.[1] ?? '';
  };
  const one = await cursorOf('/metrics/VM/bbbb-2/cpu.cores/history');
  const many = await cursorOf('/metrics/VM/bbbb-2/history?metrics=cpu.cores');
  const f = async (url: string, want: number): Promise<void> => {
    const { statusCode, body } = await api.app.inject(`${url}${url.includes('?') ? '&' : '?'}wait=0`);
    assert.equal(statusCode, want, url);
    if (want === 400) assert.equal((JSON.parse(body) as { code: string }).code, 'CURSOR_INVALID', url);
  };
  await f(`/metrics/VM/bbbb-2/cpu.cores/history/${one}`, 200);
  await f(`/metrics/VM/BBBB-2/cpu.cores/history/${one}`, 200);
  await f(`/metrics/VM/bbbb-2/memory.used/history/${one}`, 400);
  await f(`/metrics/VM/cccc-3/cpu.cores/history/${one}`, 400);
  await f(`/metrics/VM/bbbb-2/history/${many}?metrics=cpu.cores`, 200);
  await f(`/metrics/VM/bbbb-2/history/${many}`, 400);
  await f(`/metrics/VM/bbbb-2/history/${many}?metrics=memory.used`, 400);
  await f(`/metrics/VM/bbbb-2/history/${one}?metrics=cpu.cores`, 400);
  await f(`/metrics/VM/bbbb-2/cpu.cores/history/${one.replace('-0-', '-9-')}`, 400);
  await f(`/metrics/VM/bbbb-2/cpu.cores/history/${one.replace('-0-', '-00-')}`, 400);
});

test('next keeps its place where the store has nothing newer, also after a restart', async () => {
  await using api = await makeDozen();
  const { next } = (await api.app.inject('/metrics/VM/bbbb-2/cpu.cores/history')).json<{ next: string }>();
  await using again = await makeTestApi();
  const vm = again.enter('VM', 'bbbb-2', { name: 'db' });
  again.clock.time = startTime - 5000;
  again.poll([[vm, { 'cpu.cores': 1 }]]);
  const before = (await getJson(again, `${next}?wait=0`, 'History')) as { next: string };
  assert.deepEqual(before, { ...before, start: t0 + 60, end: t0 + 60, data: [], next });
  again.clock.time = startTime + 95_000;
  again.poll([[vm, { 'cpu.cores': 2 }]]);
  const after = (await getJson(again, `${next}?wait=0`, 'History')) as { end: number; data: number[] };
  assert.deepEqual([after.end, after.data.at(-1)], [t0 + 100, 2]);
});

test('a metric that an entity has no longer answers by its name while there is history of it', async () => {
  await using api = await makeDozen();
  const store = altered(api.store, { metrics: () => [], instant: () => null });
  await using later = await makeTestApi({ store, clock: api.clock });
  const one = await getJson(later, '/metrics/VM/bbbb-2/cpu.cores/history?start=-10', 'History');
  assert.deepEqual((one as { data: number[] }).data, [11, 12]);
  const url = '/metrics/VM/bbbb-2/history?start=-10&metrics=cpu.cores,memory.*';
  const several = (await getJson(later, url, 'Histories')) as { columns: object };
  assert.deepEqual(several.columns, { 'cpu.cores': [11, 12] });
  for (const form of ['json', 'csv', 'columns']) {
    const none = await later.app.inject(`/metrics/VM/bbbb-2/cpu.steal/history?format=${form}`);
    assert.equal(none.json<{ code: string }>().code, 'METRIC_UNKNOWN', form);
  }
});

test('times outside of all calendars are answered in every form', async () => {
  await using api = await makeDozen();
  for (const window of [
    'start=-1e301&end=-1e300',
    'start=-3e9&end=-2e9',
    'start=0&end=1e300',
    'start=1e300&end=1e301',
  ]) {
    for (const format of ['json', 'csv', 'columns']) {
      const url = `/metrics/VM/bbbb-2/cpu.cores/history?${window}&format=${format}`;
      assert.equal((await api.app.inject(url)).statusCode, 200, url);
    }
    const first = await getJson(api, `/metrics/VM/bbbb-2/cpu.cores/history?${window}`, 'History');
    const { start, next } = first as { start: number; next: string };
    assert.ok(start >= 0);
    assert.equal((await api.app.inject(`${next}?wait=0`)).statusCode, 200, next);
  }
});

test('ids of a class history are taken in either case, and each once', async () => {
  await using api = await makeDozen();
  const url = `/metrics/VM/history?metrics=cpu.cores&ids=bbbb-2,BBBB-2,bbbb-2,nobody&${rows}`;
  const { series } = (await getJson(api, url, 'Series')) as { series: { id: string }[] };
  assert.deepEqual(series.map(({ id }) => id), ['bbbb-2']); // prettier-ignore
});
