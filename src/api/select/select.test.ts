import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entity } from '../../model/entity.ts';
import { Reason } from '../../model/reason.ts';
import { getJson as get, makeTestApi, startTime, type TestApi } from '../fixture.ts';

async function makeThree(): Promise<TestApi & { web: Entity; db: Entity; mail: Entity }> {
  const api = await makeTestApi();
  api.enter('host', 'f00d', { name: 'rack1' });
  const tags = { value: ['prod'], origin: 'definition', reason: null, time: startTime };
  const web = api.enter('VM', 'aaaa-1', { name: 'web', facts: { tags } });
  const db = api.enter('VM', 'bbbb-2', { name: 'db' });
  const mail = api.enter('VM', 'cccc-3', { name: 'mail', state: 'shutoff' });
  api.poll([[web, { 'cpu.usage': 0.9, 'cpu.cores': 2 }], [db, { 'cpu.usage': 0.1, 'cpu.cores': 1 }], [mail, {}]]); // prettier-ignore
  return { ...api, web, db, mail };
}

const names = (list: unknown): string[] => (list as { name: string }[]).map(({ name }) => name);

test('lists, tables, rankings and histories have what the selector is true of', async () => {
  await using api = await makeThree();
  const f = async (text: string, want: string[]): Promise<void> => {
    const select = `select=${encodeURIComponent(text)}`;
    assert.deepEqual(names(await get(api, `/metrics/VM?${select}`, 'Instances')), want, text);
    assert.deepEqual(names(await get(api, `/vms?${select}`, 'Entities')), want, text);
    const table = (await get(api, `/metrics/VM?columns=cpu.cores&facts=tags&${select}`, 'Table')) as {
      names: string[];
      columns: Record<string, (number | null)[]>;
    };
    assert.deepEqual(table.names, want, text);
    const values = new Map<string, number | null>([['web', 2], ['db', 1], ['mail', null]]); // prettier-ignore
    assert.deepEqual(table.columns, { 'cpu.cores': want.map((name) => values.get(name)) }, text);
    const known = want.filter((name) => name !== 'mail');
    const top = (await get(api, `/metrics/VM/top?metric=cpu.usage&start=-5&${select}`, 'Top')) as {
      rows: { name: string }[];
    };
    assert.deepEqual(names(top.rows).sort(), [...known].sort(), text);
    const series = (await get(api, `/metrics/VM/history?metrics=cpu.usage&start=-5&${select}`, 'Series')) as {
      series: { id: string }[];
    };
    assert.equal(series.series.length, known.length, text);
  };
  await f('', ['db', 'mail', 'web']);
  await f('cpu>80%', ['web']);
  await f('-cpu>80%', ['db']);
  await f('is:off or b', ['db', 'mail', 'web']);
  await f('host:rack1 tag:prod', ['web']);
  await f('host:rack2', []);
  assert.deepEqual(names(await get(api, '/hosts?select=host:rack1', 'Entities')), ['rack1']);
});

test('a selector narrows the list of ids, q, CSV and columns of doubles too', async () => {
  await using api = await makeThree();
  const list = await get(api, '/metrics/VM?select=cpu>0&q=we&limit=1', 'Instances');
  assert.deepEqual(names(list), ['web']);
  const history = '/metrics/VM/history?metrics=cpu.usage&start=-5';
  const csv = await api.app.inject(`${history}&format=csv&ids=aaaa-1,cccc-3&select=cpu>0`);
  assert.match(csv.body, /^time,web cpu.usage\r?\n/);
  const { rawPayload } = await api.app.inject('/metrics/VM?columns=cpu.usage&format=columns&select=web');
  const header = rawPayload.subarray(4, 4 + rawPayload.readUInt32LE(0)).toString();
  assert.deepEqual((JSON.parse(header) as { ids: string[] }).ids, ['aaaa-1']);
  assert.equal(rawPayload.readDoubleLE(rawPayload.length - 8), 0.9);
});

test('the capacity of a ranking is that of the hosts of what is selected', async () => {
  await using api = await makeThree();
  const [host] = api.store.entities('host');
  api.poll([[host as Entity, { 'cpu.count': 8 }]]);
  const f = async (select: string, want: number | null): Promise<void> => {
    const top = await get(api, `/metrics/VM/top?metric=cpu.cores&select=${select}`, 'Top');
    assert.equal((top as { capacity: number | null }).capacity, want, select);
  };
  await f('web', 8);
  await f('nothing', null);
});

test('a selector that cannot be read is a problem with its place and what is known', async () => {
  await using api = await makeThree();
  for (const url of [
    '/metrics/VM?',
    '/vms?',
    '/hosts?',
    '/metrics/VM/top?metric=cpu.usage&',
    '/metrics/VM/history?metrics=cpu.usage&',
  ]) {
    const response = await api.app.inject(`${url}select=web+hots:a`);
    const problem = response.json<{
      code: string;
      detail: string;
      position: number;
      length: number;
      known: string[];
    }>();
    assert.deepEqual([response.statusCode, problem.code], [400, 'SELECTOR_INVALID'], url);
    assert.deepEqual([problem.position, problem.length, problem.known[0]], [4, 4, 'host']);
    assert.match(problem.detail, /^Cannot read selector: nothing is called "hots", did you mean host: /);
  }
  const gone = await api.app.inject('/metrics/VM?select=web&gone=1');
  assert.deepEqual([gone.statusCode, gone.json<{ code: string }>().code], [400, 'QUERY_INVALID']);
});

test('what entities of a class never have is a problem that lists what they have', async () => {
  await using api = await makeThree();
  const f = async (url: string, want: RegExp): Promise<void> => {
    const { statusCode, body } = await api.app.inject(url);
    const { code, detail } = JSON.parse(body) as { code: string; detail: string };
    assert.deepEqual([statusCode, code], [400, 'SELECTOR_INVALID'], url);
    assert.match(detail, want);
  };
  await f('/hosts?select=snapshots>1', /^Cannot read selector: no host has "snapshots"[^:]*: is, name, id, /);
  await f('/metrics/host?select=balloon.current>1GiB', /no host has "balloon\.current"/);
  await f('/metrics/VM?select=cpu.iowait>1%25', /no VM has "cpu\.iowait"/);
  await f('/stats?select=poll.duration>1s', /no VM has "poll\.duration"/);
});

test('an unknown value is not selected, and its reason stays beside the row', async () => {
  await using api = await makeThree();
  api.poll([[api.web, { 'cpu.usage': 0.9 }]], [[api.db, { 'cpu.usage': Reason.stuck }]]);
  const table = await get(api, '/metrics/VM?columns=cpu.usage&select=db', 'Table');
  assert.deepEqual((table as { reasons: unknown }).reasons, { 'cpu.usage': { 0: 'stuck' } });
  assert.deepEqual(names(await get(api, '/metrics/VM?select=cpu<100%25', 'Instances')), ['web']);
});
