import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../model/error.ts';
import type { StatsProvider, StatsQuery } from '../../model/stats.ts';
import { makeTestApi } from '../fixture.ts';
import { everything, makeServer, recorded, uuidNumber } from './fixture.ts';

test('flat JSON has libvirt’s names in libvirt’s order, integers exact', async () => {
  const records = [...recorded(), everything()];
  await using api = await makeServer(records);
  const { body, headers } = await api.app.inject('/stats?shape=flat');
  assert.equal(headers['content-type'], 'application/json; charset=utf-8');
  // JSON.parse with the source of each number: a 64-bit integer is no double.
  const exact = (_: string, value: unknown, { source }: { source?: string }): unknown =>
    typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? '')
      ? BigInt(source ?? '')
      : value;
  const { domains } = JSON.parse(body, exact as (key: string, value: unknown) => unknown) as {
    domains: { name: string; partial: string | null; stats: Record<string, unknown> }[];
  };
  for (const [i, { name, params, partial }] of records.entries()) {
    assert.deepEqual([domains[i]?.name, domains[i]?.partial], [name, partial]);
    // JSON.parse puts names that are numbers first and drops none.
    const isPlain = ([field]: readonly [string, unknown]): boolean => field !== '0';
    assert.deepEqual(Object.entries(domains[i]?.stats ?? {}).filter(isPlain), params.filter(isPlain));
  }
  assert.ok(body.includes('"stats":{"state.state":1,"state.reason":1,"cpu.time":6381544000,'));
});

test('tree JSON has every field in its place', async () => {
  const records = [...recorded(), everything()];
  await using api = await makeServer(records);
  const { domains } = (await api.app.inject('/stats')).json<{ domains: Record<string, unknown>[] }>();
  function* walk(node: unknown, prefix: string[]): Generator<string> {
    if (typeof node !== 'object' || node === null) yield prefix.join('.');
    else if (prefix[0] === 'raw') yield* Object.keys(node);
    else {
      for (const [name, value] of Object.entries(node)) {
        if (name === 'index' && typeof value === 'number') continue;
        if (name !== 'items') yield* walk(value, [...prefix, name]);
        else
          for (const item of value as { index: number }[]) yield* walk(item, [...prefix, String(item.index)]);
      }
    }
  }
  for (const [i, { name, uuid, params }] of records.entries()) {
    const { name: gotName, uuid: gotUuid, partial: _, ...groups } = domains[i] ?? {};
    assert.deepEqual([gotName, gotUuid], [name, uuid]);
    assert.deepEqual(new Set(walk(groups, [])), new Set(params.map(([field]) => field)), name);
  }
});

test('the query is libvirt’s: VMs by name or UUID, groups by name or bit, flags', async () => {
  const records = [0, 1, 2].map((n) => ({ uuid: uuidNumber(n), name: ['db', 'web', 'a,b'][n] as string, params: [], partial: null })); // prettier-ignore
  await using api = await makeServer(records);
  const [db, web, comma] = [uuidNumber(0), uuidNumber(1), uuidNumber(2)];
  const f = async (url: string, want: Partial<StatsQuery>): Promise<void> => {
    const { statusCode, body } = await api.app.inject(url);
    assert.equal(statusCode, 200, body);
    assert.deepEqual(api.provider.asked.at(-1), { vms: null, groups: 0, flags: 0, ...want }, url);
  };
  await f('/stats', {});
  await f('/stats?vm=db', { vms: [db] });
  await f(`/stats?vm=web,${db.toUpperCase()}`, { vms: [web, db] });
  await f('/stats?vm=web&vm=db', { vms: [web, db] });
  await f('/stats?vm=a,b', { vms: [comma] });
  await f('/stats/web', { vms: [web] });
  await f('/stats?groups=cpu,block', { groups: 2 | 32 });
  await f('/stats?groups=cpu-total&groups=interface', { groups: 2 | 16 });
  await f('/stats?stats=63', { groups: 63 });
  await f('/stats?stats=4294967295', { groups: 4_294_967_295 });
  await f('/stats?groups=vm&stats=1', { groups: 1025 });
  await f('/stats?enforce=1', { flags: 0x8000_0000 });
  await f('/stats?backing=true&nowait=1&active=1&enforce=0', { flags: 0x6000_0001 });
  const payload = { vms: ['db'], groups: ['state'], stats: 32, enforce: true };
  await api.app.inject({ method: 'POST', url: '/stats', payload });
  assert.deepEqual(api.provider.asked.at(-1), { vms: [db], groups: 33, flags: 0x8000_0000 });
});

test('the same question within a second is one call', async () => {
  await using api = await makeServer([{ uuid: uuidNumber(1), name: 'vm1', params: [], partial: null }]);
  const ask = (url: string): Promise<unknown> => api.app.inject(url);
  await Promise.all([ask('/stats'), ask('/stats?format=xml'), ask('/stats'), ask('/stats?groups=cpu')]);
  await ask('/stats');
  assert.equal(api.provider.asked.length, 2);
  api.clock.time += 1000;
  await ask('/stats');
  assert.equal(api.provider.asked.length, 3);
});

test('at most four questions wait for the hypervisor', async () => {
  const gate = Promise.withResolvers<void>();
  const stats: StatsProvider = { domainStats: () => gate.promise.then(() => ({ time: 0, records: [] })) };
  await using api = await makeTestApi({ stats });
  const status = async (url: string): Promise<number> => (await api.app.inject(url)).statusCode;
  const waiting = [1, 2, 3, 4].map((mask) => status(`/stats?stats=${mask}`));
  assert.equal(await status('/stats?stats=5'), 503);
  api.clock.time += 2000;
  assert.equal(await status('/stats?stats=1'), 503);
  gate.resolve();
  assert.deepEqual(await Promise.all(waiting), [200, 200, 200, 200]);
  assert.equal(await status('/stats?stats=5'), 200);
});

test('a selector narrows the VMs of every form of the request; one that is true of none has an empty answer', async () => {
  const records = [0, 1, 2].map((n) => ({ uuid: uuidNumber(n), name: ['db1', 'db2', 'web'][n] as string, params: [], partial: null })); // prettier-ignore
  await using api = await makeServer(records);
  const [first, second] = [uuidNumber(0), uuidNumber(1)];
  const names = async (url: string, payload?: object): Promise<string[]> => {
    const response = await api.app.inject(payload ? { method: 'POST', url, payload } : url);
    assert.equal(response.statusCode, 200, response.body);
    return response.json<{ domains: { name: string }[] }>().domains.map(({ name }) => name);
  };
  assert.deepEqual(await names('/stats?select=db'), ['db1', 'db2']);
  assert.deepEqual(api.provider.asked.at(-1)?.vms, [first, second]);
  assert.deepEqual(await names('/stats?select=db&vm=web,db2'), ['db2']);
  assert.deepEqual(await names('/stats', { select: 'db', vms: ['db1', 'web'] }), ['db1']);
  const asked = api.provider.asked.length;
  assert.deepEqual(await names('/stats?select=is:off'), []);
  assert.equal(api.provider.asked.length, asked, 'nothing is asked of the hypervisor');
  const xml = await api.app.inject('/stats?select=db1&format=xml');
  assert.match(xml.body, /<domain name='db1'/);
  assert.doesNotMatch(xml.body, /db2|web/);
  const wrong = await api.app.inject('/stats?select=hots:a');
  assert.deepEqual([wrong.statusCode, wrong.json<{ code: string }>().code], [400, 'SELECTOR_INVALID']);
});

test('an error of the hypervisor is passed on as it is', async () => {
  const refusal = new InputError('GROUP_UNSUPPORTED', 'Cannot get statistics: argument unsupported');
  await using api = await makeTestApi({ stats: { domainStats: () => Promise.reject(refusal) } });
  const { statusCode, body } = await api.app.inject('/stats?enforce=1');
  assert.equal(statusCode, 400);
  assert.match(body, /argument unsupported/);
});
