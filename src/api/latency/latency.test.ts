import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callOf } from '../../streams/fixture.ts';
import { LatencyHistory, Tally } from '../../streams/mod.ts';
import { getJson, makeTestApi, startTime } from '../fixture.ts';
import type { LatencyHistogram } from '../wire/latency.ts';

const address = '/metrics/service/libvirtd%40h1/latency/histogram';

/** Intervals of five seconds that end now and before, the newest last: latencies in ms by method. */
function historyOf(...intervals: readonly Readonly<Record<string, readonly number[]>>[]): LatencyHistory {
  const history = new LatencyHistory({ intervalMs: 5000 });
  for (const [i, methods] of intervals.entries()) {
    const tally = new Tally();
    for (const [method, latencies] of Object.entries(methods))
      for (const latencyMs of latencies) tally.record(callOf(method, { latencyMs }));
    const end = startTime - (intervals.length - 1 - i) * 5000;
    history.push({ start: end - 5000, end, services: new Map([['libvirtd@h1', tally]]) });
  }
  return history;
}

async function testApi(latencies: LatencyHistory) {
  const api = await makeTestApi({ latencies });
  const service = api.enter('service', 'libvirtd@h1');
  api.poll([[service, { 'messages.rate': 1 }]]);
  return api;
}

async function read(latencies: LatencyHistory, query = ''): Promise<LatencyHistogram> {
  await using api = await testApi(latencies);
  return (await getJson(api, `${address}${query}`, 'LatencyHistogram')) as LatencyHistogram;
}

test('the histograms of a service are over time and in all; an interval without a call is left out', async () => {
  const { since, series } = await read(historyOf({ A: [250, 250], B: [250] }, {}, { A: [4000] }));
  assert.equal(since, startTime / 1000 - 15);
  const [all] = series;
  assert.ok(all && series.length === 1);
  assert.deepEqual([all.method, all.count, all.max], [null, 4, 4]);
  assert.deepEqual(all.buckets, [
    [0.3125, 3],
    [5, 1],
  ]);
  assert.deepEqual(
    all.intervals.map(({ start, end, count, max, buckets }) => [
      start - startTime / 1000,
      end - startTime / 1000,
      count,
      max,
      buckets,
    ]),
    [
      [-15, -10, 3, 0.25, [[0.3125, 3]]],
      [-5, 0, 1, 4, [[5, 1]]],
    ],
  );
});

test('by=method has a series for each method', async () => {
  const { series } = await read(historyOf({ B: [10], A: [250, 250] }, { B: [20] }), '?by=method');
  assert.deepEqual(
    series.map(({ method, count, intervals }) => [method, count, intervals.map((one) => one.count)]),
    [
      ['A', 2, [2]],
      ['B', 2, [1, 1]],
    ],
  );
});

test('start and end choose the intervals', async () => {
  const history = (): LatencyHistory => historyOf({ A: [1] }, { A: [1, 1] }, { A: [1, 1, 1] });
  const countsOf = async (query: string): Promise<number[]> =>
    (await read(history(), query)).series.flatMap(({ intervals }) => intervals.map(({ count }) => count));
  const now = startTime / 1000;
  assert.deepEqual(await countsOf(`?start=${now - 10}`), [2, 3]);
  assert.deepEqual(await countsOf(`?end=${now - 5}`), [1, 2]);
  assert.deepEqual(await countsOf(`?start=${now - 10}&end=${now - 5}`), [2]);
  assert.deepEqual(await countsOf(`?start=${now + 1}&end=${now + 2}`), []);
});

test('what is not known is empty or refused', async () => {
  assert.deepEqual((await read(new LatencyHistory({ intervalMs: 5000 }))).series, []);
  assert.equal((await read(new LatencyHistory({ intervalMs: 5000 }))).since, null);
  await using api = await testApi(new LatencyHistory({ intervalMs: 5000 }));
  const statusOf = async (url: string): Promise<number> => (await api.app.inject(url)).statusCode;
  assert.equal(await statusOf(address.replace('h1', 'h9')), 404);
  assert.equal(await statusOf(`${address}?by=peer`), 400);
  assert.equal(await statusOf(`${address}?start=2&end=1`), 400);
  // The other addresses of a service are those of every instance.
  assert.equal(await statusOf('/metrics/service/libvirtd%40h1/messages.rate/instantaneous'), 200);
  assert.equal(await statusOf('/metrics/service/libvirtd%40h1/messages.rate/history'), 200);
});
