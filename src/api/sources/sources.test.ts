import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection, Connections, NewConnection } from '../../model/connection.ts';
import { InputError } from '../../model/error.ts';
import { makeTestApi, type TestApi } from '../fixture.ts';

const local: Connection = {
  id: 'local',
  kind: 'libvirt',
  uri: 'qemu:///system',
  intervalMs: 5000,
  guestAgent: false,
  origin: 'file',
  at: '/etc/v.yaml:2:3',
};

/** An API in front of one connection, with what it was asked to add and remove. */
async function makeOne(): Promise<{ api: TestApi; added: NewConnection[]; removed: string[] }> {
  const added: NewConnection[] = [];
  const removed: string[] = [];
  const connections: Connections = {
    all: () => [local],
    add: async (asked) => (
      added.push(asked),
      { ...local, id: asked.name ?? 'h1', uri: asked.uri, origin: 'added', at: null }
    ),
    test: () => assert.fail('nothing is tested'),
    remove: async (id) => {
      const extensions = { at: local.at };
      if (removed.push(id) > 1) throw new InputError('SOURCE_FIXED', 'Cannot remove source', { extensions });
    },
    retry: () => undefined,
    reload: async () => ({
      added: ['h1'],
      removed: [],
      changed: [],
      certificate: false,
      rules: false,
      restart: ['listen'],
    }),
  };
  return { api: await makeTestApi({ connections }), added, removed };
}

test('sources are listed with their state and host, added with defaults, and removed', async () => {
  const { api, added, removed } = await makeOne();
  await using _api = api;
  const host = api.enter('host', 'f00d', { name: 'here' });
  const vm = api.enter('VM', 'aaaa');
  api.poll([[host, { 'cpu.usage': 0.5 }], [vm, { 'cpu.usage': 0.5 }]]); // prettier-ignore
  const want = {
    id: 'local',
    uri: '/sources/local',
    metrics: '/metrics/source/local',
    kind: 'libvirt',
    target: 'qemu:///system',
    interval: 5,
    guestAgent: false,
    origin: 'file',
    at: '/etc/v.yaml:2:3',
    up: true,
    reason: null,
    since: 1_800_000_000,
    host: { id: 'f00d', name: 'here', uri: '/hosts/f00d' },
  };
  assert.deepEqual((await api.app.inject('/sources')).json(), [want]);
  assert.deepEqual((await api.app.inject('/sources/local')).json(), want);
  const payload = { target: 'qemu+ssh://h1/system', interval: 10 };
  const made = await api.app.inject({ method: 'POST', url: '/sources', payload });
  assert.deepEqual([made.statusCode, made.headers.location], [200, '/sources/h1']);
  assert.deepEqual(added, [{ kind: 'libvirt', uri: payload.target, name: null, intervalMs: 10_000 }]);
  assert.deepEqual((await api.app.inject({ method: 'DELETE', url: '/sources/local' })).json(), want);
  const refused = await api.app.inject({ method: 'DELETE', url: '/sources/local' });
  assert.deepEqual([refused.statusCode, refused.json<{ at: string }>().at], [409, '/etc/v.yaml:2:3']);
  assert.deepEqual(removed, ['local', 'local']);
  const reloaded = await api.app.inject({ method: 'POST', url: '/reload' });
  assert.deepEqual(reloaded.json(), {
    added: ['h1'],
    removed: [],
    changed: [],
    certificate: false,
    rules: false,
    restart: ['listen'],
  });
});

test('what changes something is taken from the console’s own page and from programs, not from other pages', async () => {
  const { api, added } = await makeOne();
  await using _api = api;
  const f = async (headers: Record<string, string>, want: number): Promise<void> => {
    const payload = { target: 'qemu+ssh://h1/system' };
    const request = {
      method: 'POST',
      url: '/sources',
      payload,
      headers: { host: 'localhost:8478', ...headers },
    } as const;
    assert.equal((await api.app.inject(request)).statusCode, want, JSON.stringify(headers));
    const removal = { method: 'DELETE', url: '/sources/nothing', headers: request.headers } as const;
    assert.equal((await api.app.inject(removal)).statusCode, want === 200 ? 404 : 403);
  };
  await f({}, 200);
  await f({ origin: 'http://localhost:8478' }, 200);
  await f({ origin: 'http://localhost:8478', 'sec-fetch-site': 'same-origin' }, 200);
  assert.equal(added.length, 3);
  await f({ origin: 'http://localhost:3000' }, 403);
  await f({ origin: 'null' }, 403);
  await f({ origin: 'http://evil.example' }, 403);
  await f({ 'sec-fetch-site': 'same-site' }, 403);
  await f({ 'sec-fetch-site': 'cross-site' }, 403);
  assert.equal(added.length, 3);
});
