import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RemoteEngine, RemoteHistory } from '../../remote/query/mod.ts';
import { makeEngine, type FakeEngine } from '../../remote/query/test-engine.ts';
import type { RemoteWriteStatus } from '../../remote/write/mod.ts';
import { createMemoryStore } from '../../store/mod.ts';
import { getJson, makeTestApi, startTime, stillClock, type TestApi } from '../fixture.ts';

const t0 = startTime / 1000;

/** A VM with two rows of ours, 1 and 2, beside an engine. */
async function makeYoung(engine: FakeEngine): Promise<TestApi> {
  const clock = stillClock();
  const url = engine.url.replace('//', '//me:secret@');
  const store = createMemoryStore({ rows: 120, stepMs: 5000, clock });
  const remote = new RemoteEngine({ url }, clock);
  const history = new RemoteHistory({ own: store, engine: remote, clock });
  const api = await makeTestApi({ store, history, remoteQuery: () => remote.status() }, clock);
  const vm = api.enter('VM', 'a');
  for (const value of [1, 2]) api.poll([[vm, { 'cpu.cores': value }]]);
  return api;
}

test('histories have the rows of the engine before ours, what is newer than a cursor has ours alone', async () => {
  await using engine = await makeEngine(() => ({ series: [{ labels: { uuid: 'a' }, values: ['7', null, '9'] }] })); // prettier-ignore
  await using api = await makeYoung(engine);
  const start = `start=${t0 - 15}`;
  const one = (await getJson(api, `/metrics/VM/a/cpu.cores/history?${start}`, 'History')) as { next: string; data: unknown }; // prettier-ignore
  assert.deepEqual(one.data, [7, null, 9, 1, 2]);
  const all = (await getJson(api, `/metrics/VM/a/history?${start}`, 'Histories')) as { columns: object; notes?: unknown }; // prettier-ignore
  assert.deepEqual([all.columns, all.notes], [{ 'cpu.cores': [7, null, 9, 1, 2] }, undefined]);
  const url = `/metrics/VM/history?metrics=cpu.cores&${start}`;
  const fleet = (await getJson(api, url, 'Series')) as { series: object[] };
  assert.deepEqual(fleet.series, [{ id: 'a', metric: 'cpu.cores', data: [7, null, 9, 1, 2] }]);
  const ids = (await getJson(api, `${url}&ids=a,nobody`, 'Series')) as { series: object[] };
  assert.deepEqual(ids.series, fleet.series);
  engine.answer = () => ({ series: [{ labels: { uuid: 'moved' }, values: ['4', '5', '6', '7', '8'] }] });
  const moved = (await getJson(api, `${url}&ids=moved`, 'Series')) as { series: object[] };
  assert.deepEqual(moved.series, [{ id: 'moved', metric: 'cpu.cores', data: [4, 5, 6, 7, 8] }]);
  const asked = engine.questions.length;
  await getJson(api, `${one.next}?wait=0`, 'History');
  await api.app.inject({ url: `/rrd_updates?start=${t0 - 15}` });
  assert.deepEqual([asked, engine.questions.length], [6, 6]);
});

test('a history without the rows of the engine has a note, and /status the error', async () => {
  await using engine = await makeEngine(() => ({ status: 503, text: 'no healthy upstream' }));
  await using api = await makeYoung(engine);
  const before = (await getJson(api, '/status', 'Status')) as { remoteQuery: unknown };
  assert.deepEqual(before.remoteQuery, { url: engine.url, up: null, lastSuccess: null, lastError: null });
  const since = new Date(startTime).toISOString().replace('.000', '');
  const reason = 'answered HTTP 503: no healthy upstream';
  const notes = [`Rows before ${since} may be missing: ${new URL(engine.url).host} ${reason}`];
  const range = `start=${t0 - 15}`;
  const one = `/metrics/VM/a/cpu.cores/history?${range}`;
  const f = async (url: string, schema: 'History' | 'Histories' | 'Series'): Promise<void> => {
    const json = (await getJson(api, url, schema)) as { notes: unknown };
    assert.deepEqual(json.notes, notes, url);
  };
  await f(one, 'History');
  await f(`/metrics/VM/a/history?${range}`, 'Histories');
  await f(`/metrics/VM/history?metrics=cpu.cores&${range}`, 'Series');
  assert.equal(engine.questions.length, 1);
  const { rawPayload } = await api.app.inject({ url: `${one}&format=columns` });
  const header = JSON.parse(rawPayload.toString('utf8', 4, 4 + rawPayload.readUInt32LE(0))) as object;
  assert.deepEqual('notes' in header && header.notes, notes);
  const after = (await getJson(api, '/status', 'Status')) as { remoteQuery: unknown };
  assert.deepEqual(after.remoteQuery, { url: engine.url, up: false, lastSuccess: null, lastError: { time: t0 + 10, reason } }); // prettier-ignore
});

const receiver: RemoteWriteStatus = {
  name: 'remote',
  url: 'http://h/api/v1/write',
  state: 'replaying',
  sentSamples: 10,
  replayedSamples: 20,
  failedSamples: 30,
  droppedSamples: 4,
  queuedBatches: 1,
  lagSeconds: 5,
  replaySeconds: 600,
  lastSuccess: startTime,
  lastError: { time: startTime - 1000, reason: 'HTTP 503' },
  condition: null,
};

test('GET /status and the exposition have the progress of each receiver', async () => {
  await using none = await makeTestApi();
  const nothing = (await getJson(none, '/status', 'Status')) as Record<string, unknown>;
  assert.deepEqual([nothing['remoteWrite'], nothing['remoteQuery']], [[], null]);
  const young = { ...receiver, name: 'b"', lagSeconds: null, lastSuccess: null, lastError: null };
  await using api = await makeTestApi({ remoteWrite: () => [receiver, young] });
  const status = (await getJson(api, '/status', 'Status')) as { remoteWrite: unknown[] };
  const inSeconds = { lastSuccess: t0, lastError: { time: t0 - 1, reason: 'HTTP 503' } };
  assert.deepEqual(status.remoteWrite, [{ ...receiver, ...inSeconds }, young]);
  const scrape = async (accept: string): Promise<string[]> => {
    const { body } = await api.app.inject({ url: '/metrics', headers: { accept } });
    return body.split('\n').filter((line) => /dropped_samples|lag_seconds/.test(line));
  };
  const samples = ['remote', String.raw`b\"`].map((name) => `virtscope_remote_write_dropped_samples_total{receiver="${name}"} 4`); // prettier-ignore
  const lag = 'virtscope_remote_write_lag_seconds';
  assert.deepEqual(await scrape('text/plain'), [
    '# HELP virtscope_remote_write_dropped_samples_total Samples it refused for good, or that were held no more',
    '# TYPE virtscope_remote_write_dropped_samples_total counter',
    ...samples,
    `# HELP ${lag} How far the newest sample taken is behind the newest there is`,
    `# TYPE ${lag} gauge`,
    `${lag}{receiver="remote"} 5`,
  ]);
  assert.deepEqual(await scrape('application/openmetrics-text'), [
    '# TYPE virtscope_remote_write_dropped_samples counter',
    '# HELP virtscope_remote_write_dropped_samples Samples it refused for good, or that were held no more',
    ...samples,
    `# TYPE ${lag} gauge`,
    `# UNIT ${lag} seconds`,
    `# HELP ${lag} How far the newest sample taken is behind the newest there is`,
    `${lag}{receiver="remote"} 5`,
  ]);
});
