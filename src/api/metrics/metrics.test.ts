import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entity } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import { getJson as get, makeTestApi, startTime, type TestApi } from '../fixture.ts';

const t0 = startTime / 1000;

async function makeTwo(): Promise<TestApi & { web: Entity; db: Entity }> {
  const api = await makeTestApi();
  const web = api.enter('VM', 'aaaa-1', { name: 'web' });
  const db = api.enter('VM', 'bbbb-2', { name: 'db', labels: { os: 'debian' } });
  api.enter('host', 'f00d', { name: 'host3' });
  api.poll([[web, { 'cpu.usage': 0.123_456_789, 'memory.used': 4_294_967_297 }], [db, { 'cpu.usage': 0.5 }]]); // prettier-ignore
  return { ...api, web, db };
}

test('GET /metrics is the tree of origin 003', async () => {
  await using api = await makeTwo();
  const tree = (await get(api, '/metrics', 'Classes')) as Record<string, { uri: string; count: number }>;
  assert.deepEqual(Object.keys(tree), ['host', 'VM', 'service', 'source']);
  assert.deepEqual([tree['VM']?.uri, tree['VM']?.count], ['/metrics/VM', 2]);
  const instances = (await get(api, '/metrics/VM', 'Instances')) as Record<string, string>[];
  assert.deepEqual(
    instances.map(({ uuid, source, metrics }) => [uuid, source, metrics]),
    [
      ['bbbb-2', 'local', '/metrics/VM/bbbb-2'],
      ['aaaa-1', 'local', '/metrics/VM/aaaa-1'],
    ],
  );
  const metrics = (await get(api, '/metrics/VM/bbbb-2', 'Metrics')) as Record<string, unknown>[];
  assert.deepEqual(metrics[0], {
    name: 'cpu.usage',
    units: 'ratio',
    kind: 'rate',
    description: 'Processor time used, as a share of all its processors',
    instance: null,
    value: 0.5,
    reason: null,
    reasonCode: null,
    instantaneous: '/metrics/VM/bbbb-2/cpu.usage/instantaneous',
    history: '/metrics/VM/bbbb-2/cpu.usage/history',
  });
});

test('GET /metrics counts how many of each class show each light', async () => {
  await using api = await makeTwo();
  const { web, db } = api;
  const lights = async (): Promise<unknown[]> => {
    const tree = (await get(api, '/metrics', 'Classes')) as Record<string, { lights: object }>;
    return ['host', 'VM', 'source'].map((cls) => tree[cls]?.lights);
  };
  const none = { red: 0, amber: 0, unknown: 0, ok: 0, off: 0 };
  assert.deepEqual(await lights(), [{ ...none, ok: 1 }, { ...none, ok: 2 }, none]);
  db.condition = { kind: 'busy', since: startTime, reason: 'a job runs' };
  web.state = 'shutoff';
  api.poll([[db, {}]]);
  assert.deepEqual(await lights(), [{ ...none, ok: 1 }, { ...none, amber: 1, off: 1 }, none]);
});

test('GET /metrics/{class} filters and pages its list', async () => {
  await using api = await makeTwo();
  const f = async (search: string, want: string[]): Promise<void> => {
    const list = (await get(api, `/metrics/VM?${search}`, 'Instances')) as { name: string }[];
    assert.deepEqual(list.map(({ name }) => name), want, search); // prettier-ignore
  };
  await f('q=WE', ['web']);
  await f('q=bbbb', ['db']);
  await f('limit=1', ['db']);
  await f('limit=1&offset=1', ['web']);
  await f('limit=0', []);
});

test('GET instantaneous is a bare number, or gives units, age and reason', async () => {
  await using api = await makeTwo();
  const { web, db } = api;
  const path = '/metrics/VM/bbbb-2/cpu.usage/instantaneous';
  assert.equal(await get(api, path, 'Instantaneous'), 0.5);
  api.poll([[web, {}]], [[db, { 'cpu.usage': Reason.stuck }]]);
  api.clock.time += 2000;
  assert.equal(await get(api, path, 'Instantaneous'), null);
  assert.deepEqual(await get(api, `${path}?detail`, 'Instantaneous'), {
    value: null,
    units: 'ratio',
    time: t0 + 5,
    age: 7,
    reason: 'QEMU does not answer',
    reasonCode: 'stuck',
  });
});

test('GET a table is columnar, six digits, with a sparse reason for each empty cell', async () => {
  await using api = await makeTwo();
  const { db } = api;
  db.condition = { kind: 'stuck', since: startTime, reason: 'QEMU does not answer' };
  assert.deepEqual(await get(api, '/metrics/VM?columns=cpu.usage,memory.used', 'Table'), {
    time: t0 + 5,
    step: 5,
    ids: ['bbbb-2', 'aaaa-1'],
    names: ['db', 'web'],
    states: ['running', 'running'],
    stateReasons: [null, null],
    hosts: ['f00d', 'f00d'],
    sources: ['local', 'local'],
    conditions: [{ kind: 'stuck', since: t0, atLeast: false, age: 5, reason: 'QEMU does not answer' }, null],
    alarms: [null, null],
    facts: {},
    columns: { 'cpu.usage': [0.5, 0.123_457], 'memory.used': [null, 4_294_970_000] },
    reasons: { 'memory.used': { 0: 'not-reported' } },
  });
  assert.deepEqual(
    ((await get(api, '/metrics/source?columns=poll.missed', 'Table')) as { time: null }).time,
    null,
  );
});

test('GET an entity and a table have facts, those that are asked for', async () => {
  await using api = await makeTwo();
  const { web } = api;
  const definition = { origin: 'definition', reason: null, time: startTime } as const;
  web.facts = {
    vcpus: { value: 4, ...definition },
    started: { value: startTime - 1500, ...definition },
    addresses: { value: null, origin: null, reason: 'no guest agent', time: startTime },
  };
  api.poll([[web, {}]]);
  const { facts } = (await get(api, '/vms/aaaa-1', 'Entity')) as { facts: object };
  assert.deepEqual(facts, {
    vcpus: { value: 4, origin: 'definition', reason: null, time: t0 },
    addresses: { value: null, origin: null, reason: 'no guest agent', time: t0 },
    started: { value: t0 - 1.5, origin: 'definition', reason: null, time: t0 },
  });
  const table = await get(api, '/metrics/VM?columns=cpu.usage&facts=vcpus,tags', 'Table');
  assert.deepEqual((table as { facts: object }).facts, { vcpus: [null, 4], tags: [null, null] });
  const refused = await api.app.inject('/metrics/VM?columns=cpu.usage&facts=colour');
  assert.deepEqual([refused.statusCode, refused.json().code], [404, 'FACT_UNKNOWN']);
});

test('GET history has the data and a next that has only what is newer', async () => {
  await using api = await makeTwo();
  const { web, db } = api;
  api.poll([[web, {}]], [[db, { 'cpu.usage': Reason.monitorBusy }]]);
  api.poll([[db, { 'cpu.usage': 0.75 }]]);
  const path = '/metrics/VM/bbbb-2/cpu.usage/history';
  const first = (await get(api, `${path}?start=-15`, 'History')) as { next: string };
  const about = { step: 5, cf: 'AVERAGE', units: 'ratio' };
  const { next, ...rest } = first;
  const data = [0.5, null, 0.75];
  assert.deepEqual(rest, { start: t0, end: t0 + 15, ...about, data, reasons: { 1: 'monitor-busy' } });
  const blocked = get(api, next, 'History');
  api.poll([[db, { 'cpu.usage': 1 }]]);
  const { next: after, ...newer } = (await blocked) as { next: string };
  assert.deepEqual(newer, { start: t0 + 15, end: t0 + 20, ...about, data: [1] });
  const waited = (await get(api, `${after}?wait=3`, 'History')) as { data: number[]; next: string };
  assert.deepEqual([waited.data, waited.next], [[], after]);
});

test('GET history of a coarser step waits for a whole row', async () => {
  await using api = await makeTwo();
  const { db } = api;
  for (const m of [1, 0.5, 0.5, 0.5]) api.poll([[db, { 'cpu.usage': m }]]);
  const path = '/metrics/VM/bbbb-2/cpu.usage/history?step=10&cf=MAX';
  const { data, next } = (await get(api, path, 'History')) as { data: (number | null)[]; next: string };
  assert.deepEqual(data.slice(-2), [1, 0.5]);
  assert.deepEqual(((await get(api, `${next}?wait=0`, 'History')) as { data: number[] }).data, []);
  api.poll([[db, { 'cpu.usage': 0.25 }]]);
  assert.deepEqual(((await get(api, next, 'History')) as { data: number[] }).data, [0.5]);
});

test('GET histories of several metrics share one axis and one list of gaps', async () => {
  await using api = await makeTwo();
  const { db } = api;
  const [vda, vdb] = ['disk.vda.read.bytes', 'disk.vdb.read.bytes'];
  api.poll([[db, { [vda]: 1, [vdb]: 2 }]]);
  api.poll([], [[db, { [vda]: Reason.stuck, [vdb]: Reason.stuck, 'cpu.usage': Reason.stuck }]]);
  api.poll([], [[db, { [vda]: Reason.stuck, [vdb]: Reason.stuck, 'cpu.usage': Reason.idle }]]);
  const url = '/metrics/VM/bbbb-2/history?metrics=disk.*.read.bytes,cpu.usage,net.rx.bytes&start=-15';
  const { next, ...history } = (await get(api, url, 'Histories')) as { next: string };
  const never = { reason: 'the hypervisor does not report it', code: 'not-reported', metrics: ['net.rx.bytes'] }; // prettier-ignore
  assert.deepEqual(history, {
    start: t0 + 5,
    end: t0 + 20,
    step: 5,
    cf: 'AVERAGE',
    columns: { 'cpu.usage': [null, null, null], [vda]: [1, null, null], [vdb]: [2, null, null] },
    units: { 'cpu.usage': 'ratio', [vda]: 'bytes/s', [vdb]: 'bytes/s' },
    gaps: [
      { ...never, start: t0 + 5, end: t0 + 20 },
      { start: t0 + 5, end: t0 + 10, reason: 'not collected in this interval', code: 'not-collected', metrics: ['cpu.usage'] }, // prettier-ignore
      { start: t0 + 10, end: t0 + 15, reason: 'QEMU does not answer', code: 'stuck', metrics: ['cpu.usage'] },
      { start: t0 + 10, end: t0 + 20, reason: 'QEMU does not answer', code: 'stuck', metrics: [vda, vdb] },
      { start: t0 + 15, end: t0 + 20, reason: 'nothing happened in this interval', code: 'idle', metrics: ['cpu.usage'] }, // prettier-ignore
    ],
  });
  const blocked = get(api, next, 'Histories');
  api.poll([[db, { [vda]: 5, [vdb]: 6, 'cpu.usage': 7 }]]);
  const newer = (await blocked) as { columns: object; gaps: object[] };
  assert.deepEqual(newer.columns, { 'cpu.usage': [7], [vda]: [5], [vdb]: [6] });
  assert.deepEqual(newer.gaps, [{ ...never, start: t0 + 20, end: t0 + 25 }]);
});

test('GET history of a class has a series for each instance that is there', async () => {
  await using api = await makeTwo();
  const url = '/metrics/VM/history?metrics=cpu.usage,memory.used&ids=aaaa-1,gone&start=-5';
  assert.deepEqual(await get(api, url, 'Series'), {
    start: t0,
    end: t0 + 5,
    step: 5,
    series: [
      { id: 'aaaa-1', metric: 'cpu.usage', data: [0.123_457] },
      { id: 'aaaa-1', metric: 'memory.used', data: [4_294_970_000] },
    ],
  });
  const all = (await get(api, '/metrics/VM/history?metrics=cpu.usage', 'Series')) as { series: object[] };
  assert.equal(all.series.length, 2);
});

test('GET /vms, /hosts and /status say what is there', async () => {
  await using api = await makeTwo();
  const one = await get(api, '/vms/BBBB-2', 'Entity');
  assert.deepEqual(((await get(api, '/vms', 'Entities')) as object[])[0], one);
  assert.deepEqual(one, {
    uuid: 'bbbb-2',
    id: 'bbbb-2',
    name: 'db',
    uri: '/vms/bbbb-2',
    metrics: '/metrics/VM/bbbb-2',
    class: 'VM',
    source: 'local',
    demo: false,
    parent: { class: 'host', id: 'f00d', uri: '/hosts/f00d' },
    state: 'running',
    stateReason: null,
    stateText: null,
    stateSince: t0 + 5,
    stateAtLeast: true,
    condition: null,
    alarms: null,
    devices: [],
    labels: { os: 'debian' },
    facts: {},
  });
  assert.equal(((await get(api, '/hosts/f00d', 'Entity')) as { uri: string }).uri, '/hosts/f00d');
  const status = (await get(api, '/status', 'Status')) as { startedAt: number; now: number };
  assert.deepEqual([status.startedAt, status.now], [t0, t0 + 5]);
  assert.deepEqual(await get(api, '/healthz', 'Health'), { status: 'ok' });
  assert.deepEqual(await get(api, '/readyz', 'Health'), { status: 'ready' });
});
