import { onHost } from '../../model/entity.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Top as Body } from '../wire/top.ts';
import { Reason } from '../../model/reason.ts';
import type { TopQuery } from '../../store/mod.ts';
import { altered, getJson, makeTestApi, startTime, type TestApi } from '../fixture.ts';

const t0 = startTime / 1000;

interface Top {
  readonly rows: { readonly id: string }[];
}

async function makeThree(): Promise<TestApi> {
  const api = await makeTestApi();
  api.enter('host', 'f00d');
  const [a, b, c] = [
    api.enter('VM', 'aaaa-1', { name: 'web' }),
    api.enter('VM', 'bbbb-2', { name: 'db', state: 'paused' }),
    api.enter('VM', 'cccc-3', { name: 'mail', parent: onHost('beef') }),
  ];
  api.enter('VM', 'dddd-4');
  api.poll([[a, { 'cpu.cores': 1 }], [b, { 'cpu.cores': 5 }], [c, { 'cpu.cores': 0 }]]); // prettier-ignore
  api.poll([[a, { 'cpu.cores': 3 }], [c, { 'cpu.cores': 0 }]], [[b, { 'cpu.cores': Reason.stuck }]]); // prettier-ignore
  return api;
}

test('GET top orders the instances and gives value, share and how much of the window is known', async () => {
  await using api = await makeThree();
  const about = { host: 'f00d', uri: '/metrics/VM/bbbb-2' };
  const top = await getJson(api, '/metrics/VM/top?metric=cpu.cores&start=-10&limit=2', 'Top');
  assert.deepEqual(top, {
    start: t0,
    end: t0 + 10,
    step: 5,
    metric: 'cpu.cores',
    units: 'cores',
    cf: 'AVERAGE',
    count: 3,
    sum: 4.5,
    capacity: null,
    rows: [
      {
        ...about,
        id: 'bbbb-2',
        name: 'db',
        state: 'paused',
        value: 5,
        known: 0.5,
        share: 5 / 9,
        total: 25,
        capacityShare: null,
      },
      { ...about, id: 'aaaa-1', name: 'web', state: 'running', value: 2, known: 1, share: 4 / 9, total: 20, capacityShare: null, uri: '/metrics/VM/aaaa-1' }, // prettier-ignore
    ],
  });
});

test('GET top takes a function, a limit and a host', async () => {
  await using api = await makeThree();
  const f = async (search: string, want: string[]): Promise<void> => {
    const { rows } = (await getJson(api, `/metrics/VM/top?metric=cpu.cores${search}`, 'Top')) as Top;
    assert.deepEqual(rows.map(({ id }) => id), want, search); // prettier-ignore
  };
  await f('', ['bbbb-2', 'aaaa-1', 'cccc-3']);
  await f('&cf=MIN&limit=1', ['bbbb-2']);
  await f('&cf=LAST&end=-5', ['bbbb-2', 'aaaa-1', 'cccc-3']);
  await f('&limit=0', []);
  await f('&host=f00d', ['bbbb-2', 'aaaa-1']);
  await f('&host=beef', ['cccc-3']);
});

test('GET top gives the capacity of the hosts of the VMs, where all of them have one', async () => {
  await using api = await makeTestApi();
  const [here, there] = [api.enter('host', 'f00d'), api.enter('host', 'beef', { parent: onHost('beef') })];
  const [a, b] = [api.enter('VM', 'aaaa-1'), api.enter('VM', 'bbbb-2', { parent: onHost('beef') })];
  const capacity = async (search: string): Promise<number | null> =>
    (
      (await getJson(api, `/metrics/VM/top?metric=cpu.cores${search}`, 'Top')) as {
        capacity: number | null;
      }
    ).capacity;
  api.poll([[here, { 'cpu.count': 32 }], [a, { 'cpu.cores': 1 }], [b, { 'cpu.cores': 1 }]]); // prettier-ignore
  assert.deepEqual([await capacity(''), await capacity('&host=f00d')], [null, 32]);
  api.poll([[here, { 'cpu.count': 32 }], [there, { 'cpu.count': 8 }], [a, { 'cpu.cores': 1 }], [b, { 'cpu.cores': 1 }]]); // prettier-ignore
  assert.deepEqual([await capacity(''), await capacity('&host=beef')], [40, 8]);
});

test('GET top gives what each used of its own host, and what was used in all where that adds up over time', async () => {
  await using api = await makeTestApi();
  const [here, there] = [api.enter('host', 'f00d'), api.enter('host', 'beef')];
  const [a, b] = [api.enter('VM', 'aaaa-1'), api.enter('VM', 'bbbb-2', { parent: onHost('beef') })];
  const values = { 'cpu.cores': 4, 'cpu.usage': 0.5, 'net.rx.bytes': 100, 'disk.read.latency': 0.1 };
  api.poll([[here, { 'cpu.count': 32 }], [there, { 'cpu.count': 8 }], [a, values], [b, { ...values, 'cpu.cores': 2 }]]); // prettier-ignore
  const f = async (
    search: string,
    want: [total: number | null, capacityShare: number | null][],
  ): Promise<void> => {
    const { rows } = (await getJson(api, `/metrics/VM/top?start=-5&metric=${search}`, 'Top')) as Body;
    assert.deepEqual(rows.map(({ total, capacityShare }) => [total, capacityShare]), want, search); // prettier-ignore
  };
  await f('cpu.cores', [[20, 4 / 32], [10, 2 / 8]]); // prettier-ignore
  await f('cpu.cores&cf=MAX', [[null, 4 / 32], [null, 2 / 8]]); // prettier-ignore
  await f('net.rx.bytes', [[500, null], [500, null]]); // prettier-ignore
  await f('cpu.usage', [[null, null], [null, null]]); // prettier-ignore
  await f('disk.read.latency', [[null, null], [null, null]]); // prettier-ignore
});

test('GET top of what sums up to nothing has no shares', async () => {
  await using api = await makeThree();
  const url = '/metrics/VM/top?metric=cpu.cores&host=beef';
  const { rows } = (await getJson(api, url, 'Top')) as { rows: { value: number; share: null }[] };
  assert.deepEqual(rows.map(({ value, share }) => [value, share]), [[0, null]]); // prettier-ignore
});

test('GET top asks the store for the last ten minutes, the ten highest means', async () => {
  await using three = await makeThree();
  const asked: TopQuery[] = [];
  const store = altered(three.store, {
    async top(query) {
      asked.push(query);
      return three.store.top(query);
    },
  });
  await using api = await makeTestApi({ store });
  await api.app.inject('/metrics/host/top?metric=cpu.usage');
  const want = { class: 'host', metric: 'cpu.usage', start: startTime - 600_000, end: startTime, cf: 'AVERAGE', limit: 10 }; // prettier-ignore
  assert.equal(asked.length, 1);
  assert.partialDeepStrictEqual(asked[0], want);
});

test('GET top refuses what it cannot order by', async () => {
  await using api = await makeThree();
  const f = async (search: string, want: string): Promise<void> => {
    const { body } = await api.app.inject(`/metrics/VM/top?${search}`);
    assert.equal((JSON.parse(body) as { code: string }).code, want, search);
  };
  await f('', 'QUERY_INVALID');
  await f('metric=', 'LIST_EMPTY');
  await f('metric=cpu.corse', 'METRIC_UNKNOWN');
  await f('metric=cpu.cores,cpu.usage', 'QUERY_INVALID');
  await f('metric=cpu.cores&cf=AVERAGE,MIN', 'QUERY_INVALID');
  await f('metric=cpu.cores&limit=1001', 'QUERY_INVALID');
  await f('metric=cpu.cores&host=nobody', 'ENTITY_UNKNOWN');
});
