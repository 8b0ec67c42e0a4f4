import { readXapiUpdates, readXportXml } from '@virtscope/rrd';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Reason } from '../../../model/reason.ts';
import { altered, makeTestApi, startTime, type TestApi } from '../../fixture.ts';

const first = startTime / 1000;
const db = '6d6f7264-0000-4000-8000-000000000001';
const web = '6d6f7264-0000-4000-8000-000000000002';
const host = '0123456789abcdef0123456789abcdef';
const hostUuid = '01234567-89ab-cdef-0123-456789abcdef';

/** Two VMs and a host, `polls` times: values that hold the time of their measurement. */
async function apiOf(polls: number): Promise<TestApi> {
  const api = await makeTestApi();
  const [one, two, machine] = [api.enter('VM', db), api.enter('VM', web), api.enter('host', host)];
  for (let i = 1; i <= polls; i++) {
    const off = i === 2;
    api.poll(
      [
        [one, { 'memory.available': i * 1024, ...(!off && { 'cpu.0.usage': i / 1000 }) }],
        [two, { 'cpu.0.usage': 0.5 }],
        [machine, { 'cpu.usage': 0.25 }],
      ],
      off ? [[one, { 'cpu.0.usage': Reason.stuck }]] : [],
    );
  }
  return api;
}

test('rrd_updates answers rows since the start, the newest first, in XAPI’s names and units', async () => {
  await using api = await apiOf(3);
  const url = `/rrd_updates?start=${first + 10}&cf=AVERAGE&vm_uuid=${db.toUpperCase()}`;
  const answer = await api.app.inject(`${url}&json=true`);
  assert.equal(answer.headers['content-type'], 'application/json');
  assert.deepEqual(answer.json(), {
    meta: {
      start: String(first + 15),
      step: '5',
      end: String(first + 15),
      rows: '2',
      columns: '2',
      legend: [`AVERAGE:vm:${db}:cpu0`, `AVERAGE:vm:${db}:memory_internal_free`],
    },
    data: [
      { t: String(first + 15), values: ['0.003', '3'] },
      { t: String(first + 10), values: ['NaN', '2'] },
    ],
  });
  const xml = await api.app.inject(url);
  assert.equal(xml.headers['content-type'], 'text/xml');
  assert.deepEqual(readXportXml(xml.body), readXapiUpdates(answer.body));
});

test('rrd_updates has all VMs that are not off, the host when asked, and the VM that a reader names', async () => {
  await using api = await apiOf(2);
  api.store.entities('VM').find(({ id }) => id === web)!.state = 'shutoff';
  const f = async (query: string, want: string[]): Promise<void> => {
    const answer = await api.app.inject(`/rrd_updates?json=1&cf=AVERAGE&start=${first}&${query}`);
    const { legend } = readXapiUpdates(answer.body);
    assert.deepEqual(legend, want.map((name) => `AVERAGE:${name}`), query); // prettier-ignore
  };
  const [dbCpu, dbMemory, webCpu] = [`vm:${db}:cpu0`, `vm:${db}:memory_internal_free`, `vm:${web}:cpu0`];
  await f('', [dbCpu, dbMemory]);
  await f('vm_uuid=all', [dbCpu, dbMemory]);
  await f(`vm_uuid=${web}&vm_uuid=${db}`, [dbCpu, dbMemory, webCpu]);
  await f('vm_uuid=none', []);
  await f('host=true&vm_uuid=none', [`host:${hostUuid}:cpu_avg`]);
  await f('host=yes&vm_uuid=none', []);
  await f(`vm_uuid=${hostUuid}`, []);
});

test('rrd_updates raises the step to the interval and to what reaches back', async () => {
  await using api = await apiOf(24);
  const f = async (query: string, want: object): Promise<void> => {
    const answer = await api.app.inject(`/rrd_updates?json&cf=AVERAGE&vm_uuid=${web}&${query}`);
    const { startMs, stepMs, endMs, timesMs } = readXapiUpdates(answer.body);
    const [start, end] = [startMs / 1000 - first, endMs / 1000 - first];
    assert.deepEqual({ start, step: stepMs / 1000, end, rows: timesMs.length }, want, query);
  };
  await f('start=-10', { start: 115, step: 5, end: 120, rows: 3 });
  await f(`start=${first + 111}`, { start: 115, step: 5, end: 120, rows: 2 });
  await f(`start=${first + 120}`, { start: 125, step: 5, end: 120, rows: 1 });
  await f(`start=${first + 121}`, { start: 125, step: 5, end: 120, rows: 0 });
  await f(`start=${first + 1}&interval=60`, { start: 60, step: 60, end: 120, rows: 2 });
});

test('rrd_updates of an unknown VM has no rows, and has the end of its range', async () => {
  await using api = await apiOf(1);
  const answer = await api.app.inject(`/rrd_updates?start=${first}&json&vm_uuid=none`);
  const meta = {
    start: String(first + 5),
    step: '5',
    end: String(first + 5),
    rows: '0',
    columns: '0',
    legend: [],
  };
  assert.deepEqual(answer.json(), { meta, data: [] });
});

test('rrd_updates takes what a client’s Accept names, else whether json is there', async () => {
  await using api = await apiOf(1);
  const f = async (accept: string | undefined, query: string, want: string): Promise<void> => {
    const headers = accept === undefined ? {} : { accept };
    const answer = await api.app.inject({ url: `/rrd_updates?start=${first}${query}`, headers });
    assert.equal(answer.headers['content-type'], want, `${accept} ${query}`);
  };
  await f(undefined, '', 'text/xml');
  await f(undefined, '&json=false', 'application/json');
  await f('*/*', '', 'text/xml');
  await f('*/*', '&json=true', 'application/json');
  await f('application/json', '', 'application/json');
  await f('text/xml', '&json=true', 'text/xml');
});

test('rrd_updates and dumps need an interval of whole seconds', async () => {
  await using api = await makeTestApi({ stepMs: 500 });
  for (const path of ['/rrd_updates?start=0', '/host_rrd']) {
    api.enter('host', host);
    api.poll([]);
    assert.equal((await api.app.inject(path)).json<{ code: string }>().code, 'TYPE_UNACCEPTABLE', path);
  }
});

test('rrd_updates refuses what it cannot read and a session that has ended', async () => {
  await using api = await apiOf(1);
  const f = async (query: string, status: number, headers = {}): Promise<void> => {
    const answer = await api.app.inject({ url: `/rrd_updates?${query}`, headers });
    assert.equal(answer.statusCode, status, query);
  };
  await f('', 400);
  await f('start=', 400);
  await f('start=now', 400);
  await f('start=1e300', 400);
  await f('start=1&interval=x', 400);
  await f('start=1&session_id=OpaqueRef%3Anobody', 401);
  await f('start=1', 401, { cookie: 'a=b; session_id=OpaqueRef:nobody' });
  await f('start=1', 200, { authorization: 'Basic cm9vdDp4' });
  await f('start=1&task_id=OpaqueRef:x', 200);
});

test('rrd_updates keeps its order whatever the one is in which rows are read', async () => {
  await using api = await apiOf(3);
  const reads: string[][] = [];
  const store = altered(api.store, {
    storedOrder: (entities) => entities.toReversed(),
    history(query) {
      reads.push(query.entities.map(({ id }) => id));
      return api.store.history(query);
    },
  });
  await using other = await makeTestApi({ store }, api.clock);
  const url = `/rrd_updates?start=${first + 10}&cf=AVERAGE&host=true`;
  assert.equal((await other.app.inject(url)).body, (await api.app.inject(url)).body);
  assert.deepEqual(reads, [[host], [web, db]]);
});
