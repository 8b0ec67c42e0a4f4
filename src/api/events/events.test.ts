import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entity } from '../../model/entity.ts';
import { altered, getJson, makeTestApi, startTime, type TestApi } from '../fixture.ts';

const t0 = startTime / 1000;

interface Events {
  readonly events: { readonly text: string; readonly kind: string; readonly uri: string | null }[];
}

/** A VM that is paused, goes on and is gone at last, beside one that stays. */
async function makeLife(): Promise<TestApi & { db: Entity; web: Entity }> {
  const api = await makeTestApi();
  const db = api.enter('VM', 'bbbb-2', { name: 'db' });
  const web = api.enter('VM', 'aaaa-1', { name: 'web' });
  api.poll([[db, { 'cpu.usage': 0.5 }], [web, { 'cpu.usage': 0.5 }]]); // prettier-ignore
  db.state = 'paused';
  api.poll([[db, { 'cpu.usage': 0 }], [web, { 'cpu.usage': 0.5 }]]); // prettier-ignore
  db.state = 'running';
  api.poll([[db, { 'cpu.usage': 1 }], [web, { 'cpu.usage': 0.5 }]]); // prettier-ignore
  api.series.remove(db);
  api.poll([[web, { 'cpu.usage': 0.5 }]]);
  return { ...api, db, web };
}

async function kinds(api: TestApi, url: string): Promise<string[]> {
  const { events } = (await getJson(api, url, 'Events')) as Events;
  return events.map(({ kind }) => kind).filter((kind) => !/^(virtscope|appeared)/.test(kind));
}

test('GET events of an instance gives what happened to it, also when it is removed', async () => {
  await using api = await makeLife();
  const { events } = (await getJson(api, '/metrics/VM/BBBB-2/events', 'Events')) as Events;
  assert.deepEqual(
    events.find(({ kind }) => kind === 'paused'),
    {
      time: t0 + 10,
      class: 'VM',
      id: 'bbbb-2',
      name: 'db',
      kind: 'paused',
      from: 'running',
      to: 'paused',
      text: 'db paused',
      uri: '/metrics/VM/bbbb-2',
    },
  );
  assert.deepEqual(await kinds(api, '/metrics/VM/bbbb-2/events'), ['paused', 'resumed', 'gone']);
  assert.deepEqual(await kinds(api, '/metrics/VM/aaaa-1/events'), []);
  assert.equal((await api.app.inject('/metrics/VM/nobody/events')).statusCode, 404);
});

test('GET events takes a class, an id, a window and a limit', async () => {
  await using api = await makeLife();
  const f = async (search: string, want: string[]): Promise<void> => {
    assert.deepEqual(await kinds(api, `/events?${search}`), want, search);
  };
  await f('', ['paused', 'resumed', 'gone']);
  await f('class=VM', ['paused', 'resumed', 'gone']);
  await f('class=host', []);
  await f('class=VM&id=bbbb-2&limit=2', ['resumed', 'gone']);
  await f('id=aaaa-1', []);
  await f(`start=${t0 + 15}&end=${t0 + 15}`, ['resumed']);
  await f('start=-5', ['resumed', 'gone']);
  const status = async (url: string): Promise<number> => (await api.app.inject(url)).statusCode;
  assert.equal(await status('/events?class=pool'), 404);
  assert.equal(await status('/events?start=20&end=10'), 400);
  assert.equal(await status('/events?limit=0'), 400);
  assert.equal(await status('/events?limit=10001'), 400);
});

test('GET /metrics/{class}?gone lists those that are gone after the others', async () => {
  await using api = await makeLife();
  const f = async (search: string, want: string[]): Promise<void> => {
    const list = (await getJson(api, `/metrics/VM?${search}`, 'Instances')) as { name: string; state: string }[]; // prettier-ignore
    assert.deepEqual(list.map(({ name, state }) => `${name} ${state}`), want, search); // prettier-ignore
  };
  await f('', ['web running']);
  await f('gone=0', ['web running']);
  await f('gone', ['web running', 'db gone']);
  await f('gone=1&q=d', ['db gone']);
  await f('gone=1&limit=1&offset=1', ['db gone']);
  assert.equal((await api.app.inject('/metrics/VM?gone&columns=cpu.usage')).statusCode, 400);
});

test('what is gone answers for itself and for what is kept of it', async () => {
  await using api = await makeLife();
  const gone = (await getJson(api, '/vms/bbbb-2', 'Entity')) as { state: string; stateSince: number };
  assert.deepEqual([gone.state, gone.stateSince], ['gone', t0 + 20]);
  const store = altered(api.store, { metrics: () => ['cpu.usage'] });
  await using kept = await makeTestApi({ store });
  const [metric] = (await getJson(kept, '/metrics/VM/bbbb-2', 'Metrics')) as Record<string, unknown>[];
  assert.deepEqual([metric?.['value'], metric?.['reasonCode']], [null, 'gone']);
  const url = '/metrics/VM/bbbb-2/cpu.usage/instantaneous?detail';
  assert.deepEqual(await getJson(kept, url, 'Instantaneous'), {
    value: null,
    units: 'ratio',
    time: null,
    age: null,
    reason: 'the machine was removed',
    reasonCode: 'gone',
  });
  await getJson(kept, '/metrics/VM/bbbb-2/history?metrics=cpu.usage', 'Histories');
  assert.equal((await kept.app.inject('/metrics/VM/bbbb-2/cpu.steal/instantaneous')).statusCode, 404);
});
