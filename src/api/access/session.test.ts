import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeStateDir, testAccess, type TestAccess } from '../../auth/fixture.ts';
import { getJson, makeTestApi, stillClock, type TestApi } from '../fixture.ts';
import { makeTokens } from './test-walk.ts';

async function makeDoor(
  settings: Omit<TestAccess, 'stateDir' | 'clock'> = { access: { loopback: 'closed' } },
) {
  const state = await makeStateDir();
  const clock = stillClock();
  const access = testAccess({ stateDir: state.path, clock, ...settings });
  const api = await makeTestApi({ access }, clock);
  const tokens = makeTokens(access, clock);
  const dispose = async (): Promise<void> => {
    await api.app.close();
    await state[Symbol.asyncDispose]();
  };
  return { stateDir: state.path, clock, access, api, tokens, [Symbol.asyncDispose]: dispose };
}

type Headers = Readonly<Record<string, string>>;

const logIn = ({ app }: TestApi, token: string | null, headers: Headers = {}, remoteAddress = '127.0.0.1') =>
  app.inject({ method: 'POST', url: '/session', payload: { token }, headers, remoteAddress });

const statusOf = async ({ app }: TestApi, url: string, headers: Headers): Promise<number> =>
  (await app.inject({ url, headers })).statusCode;

test('a browser logs in with a token, asks with its cookie, and logs out', async () => {
  await using door = await makeDoor();
  const { api, tokens, access } = door;
  assert.deepEqual(await getJson(api, '/session', 'Session'), { identity: null, required: true });
  const { statusCode, headers, body } = await logIn(api, tokens.operator);
  assert.equal(statusCode, 200);
  assert.deepEqual(JSON.parse(body), { identity: { name: 'operator', role: 'operator', by: 'login' }, required: false }); // prettier-ignore
  const set = String(headers['set-cookie']);
  assert.match(set, /^virtscope=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  const cookie = set.split(';', 1)[0] ?? '';
  assert.equal(await statusOf(api, '/vms', { cookie }), 200);
  assert.equal(await statusOf(api, '/vms', { cookie: `a=b; ${cookie}` }), 200);
  assert.equal(await statusOf(api, '/tokens', { cookie }), 403);
  assert.equal(await statusOf(api, '/vms', { cookie: `__Host-${cookie}` }), 401);
  assert.equal(await statusOf(api, '/vms', { cookie, authorization: `Bearer ${tokens.wrong}` }), 401);
  const out = await api.app.inject({ method: 'DELETE', url: '/session', headers: { cookie } });
  assert.deepEqual(out.json(), { identity: null, required: true });
  assert.match(String(out.headers['set-cookie']), /^virtscope=; .*Max-Age=0$/);
  assert.equal(await statusOf(api, '/vms', { cookie }), 401);
  const actions = access.auditLog.read(10, null).entries.map(({ action, name }) => `${action} ${name}`);
  assert.deepEqual(actions, ['logout operator', 'login.failed 127.0.0.1', 'login operator']);
});

test('over TLS the cookie is bound to the host and to TLS', async () => {
  const settings = { behindProxy: { addresses: ['192.0.2.1'] } };
  await using door = await makeDoor(settings);
  const secure = { 'x-forwarded-proto': 'https' };
  const { headers } = await logIn(door.api, door.tokens.viewer, secure, '192.0.2.1');
  assert.match(
    String(headers['set-cookie']),
    /^__Host-virtscope=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
  );
});

test('a page of another site can neither log in nor out', async () => {
  await using door = await makeDoor();
  const { api, tokens } = door;
  const headers = { origin: 'https://evil.example' };
  assert.equal((await logIn(api, tokens.admin, headers)).statusCode, 403);
  assert.equal((await api.app.inject({ method: 'DELETE', url: '/session', headers })).statusCode, 403);
});

test('a session ends with its token, and when it is idle', async () => {
  await using door = await makeDoor();
  const { api, tokens, access, clock } = door;
  const cookieOf = async (token: string | null): Promise<string> =>
    String((await logIn(api, token)).headers['set-cookie']).split(';', 1)[0] ?? '';
  const [viewer, operator] = [await cookieOf(tokens.viewer), await cookieOf(tokens.operator)];
  const { id } = access.tokens.all().find(({ role }) => role === 'viewer') ?? { id: '' };
  const headers = { authorization: `Bearer ${tokens.admin}` };
  assert.equal((await api.app.inject({ method: 'DELETE', url: `/tokens/${id}`, headers })).statusCode, 200);
  assert.equal(await statusOf(api, '/vms', { cookie: viewer }), 401);
  assert.equal(await statusOf(api, '/vms', { cookie: operator }), 200);
  clock.time += 3_600_001;
  assert.equal(await statusOf(api, '/vms', { cookie: operator }), 401);
});

test('ten thousand wrong tokens are slowed down, and bounded in what is kept of them', async () => {
  await using door = await makeDoor();
  const { api, tokens, access, clock, stateDir } = door;
  const counts = new Map<number, number>();
  for (let i = 0; i < 5000; i++) {
    const { statusCode } = await logIn(api, `virtscope_${String(i).padStart(43, 'x')}`);
    counts.set(statusCode, (counts.get(statusCode) ?? 0) + 1);
    const bearer = { authorization: `Bearer virtscope_${String(i).padStart(43, 'y')}` };
    assert.equal(await statusOf(api, '/vms', bearer), 401);
  }
  assert.deepEqual([...counts], [[401, 10], [429, 4990]]); // prettier-ignore
  const refused = await logIn(api, tokens.admin);
  assert.deepEqual([refused.statusCode, refused.headers['retry-after']], [429, '6']);
  assert.equal((await logIn(api, tokens.admin, {}, '127.0.0.2')).statusCode, 200);
  assert.equal(await statusOf(api, '/vms', { authorization: `Bearer ${tokens.admin}` }), 200);
  clock.time += 6000;
  assert.equal((await logIn(api, tokens.admin)).statusCode, 200);
  const { entries } = access.auditLog.read(1000, null);
  assert.ok(entries.length < 30, `${entries.length} entries`);
  for (const name of readdirSync(stateDir, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(json|log)$/.test(name)) continue;
    const text = readFileSync(join(stateDir, name), 'utf8');
    for (const token of Object.values(tokens)) assert.ok(token === null || !text.includes(token), name);
  }
});

test('a proxy logs users in: their role is the greatest of their own and their groups’', async () => {
  const users = [{ name: 'ada', role: 'viewer' as const }];
  const groups = [{ name: 'ops', role: 'operator' as const }, { name: 'root', role: 'admin' as const }]; // prettier-ignore
  const addresses = ['192.0.2.0/28'];
  await using door = await makeDoor({ behindProxy: { addresses, userHeader: 'X-User', groupsHeader: 'X-Groups', users, groups } }); // prettier-ignore
  const f = async (headers: Headers, want: object | null, remoteAddress = '192.0.2.1'): Promise<void> => {
    const answer = await door.api.app.inject({ url: '/session', headers, remoteAddress });
    assert.deepEqual(answer.json(), { identity: want, required: want === null }, JSON.stringify(headers));
  };
  await f({}, null);
  await f({ 'x-user': 'ada' }, { name: 'ada', role: 'viewer', by: 'proxy' });
  await f({ 'x-user': 'ada', 'x-groups': 'staff, ops' }, { name: 'ada', role: 'operator', by: 'proxy' });
  await f({ 'x-user': 'eve', 'x-groups': 'staff' }, { name: 'eve', role: null, by: 'proxy' });
  await f({ 'x-user': 'eve', 'x-groups': 'root,ops' }, { name: 'eve', role: 'admin', by: 'proxy' });
  await f({ 'x-user': 'eve, ada' }, { name: 'eve, ada', role: null, by: 'proxy' });
  await f({ 'x-user': 'ada' }, null, '192.0.2.77');
  const { statusCode, body } = await door.api.app.inject({ url: '/vms', headers: { 'x-user': 'eve' }, remoteAddress: '192.0.2.1' }); // prettier-ignore
  assert.equal(statusCode, 403);
  assert.match(body, /needs the role viewer, and 'eve' has none/);
});

test('a token is made, listed, used and revoked, and the audit log has its changes', async () => {
  await using door = await makeDoor();
  const { api, tokens } = door;
  const headers = { authorization: `Bearer ${tokens.admin}`, accept: 'application/json' };
  const make = (payload: object) => api.app.inject({ method: 'POST', url: '/tokens', payload, headers });
  const expiresAt = door.clock.time / 1000 + 60;
  const { statusCode, headers: answered, body } = await make({ role: 'viewer', note: 'grafana', expiresAt });
  assert.equal(statusCode, 201, body);
  const made = JSON.parse(body) as { id: string; uri: string; token: string };
  assert.equal(answered['location'], made.uri);
  assert.equal(await statusOf(api, '/vms', { authorization: `bearer ${made.token}` }), 200);
  const listed = (await api.app.inject({ url: '/tokens', headers })).json<{ id: string }[]>();
  const { token: _token, ...view } = { ...made, lastUsedAt: door.clock.time / 1000 };
  assert.deepEqual(listed.find(({ id }) => id === made.id), view); // prettier-ignore
  for (const wrong of [
    {},
    { role: 'root', note: 'a' },
    { role: 'viewer' },
    { role: 'viewer', purpose: 'fleet', note: 'a' },
    { role: 'viewer', note: 'a', expiresAt: 5 },
  ])
    assert.equal((await make(wrong)).statusCode, 400, JSON.stringify(wrong));
  assert.equal((await api.app.inject({ method: 'DELETE', url: made.uri, headers })).statusCode, 200);
  assert.equal((await api.app.inject({ method: 'DELETE', url: made.uri, headers })).statusCode, 404);
  assert.equal(await statusOf(api, '/vms', { authorization: `Bearer ${made.token}` }), 401);
  const log = (await api.app.inject({ url: '/audit-log?limit=3', headers })).json<{ entries: object[] }>();
  const subject = `${made.id} (viewer, grafana)`;
  const time = door.clock.time / 1000;
  assert.deepEqual(log.entries.slice(1), [
    { time, name: 'admin', by: 'token', action: 'token.revoke', subject },
    { time, name: 'admin', by: 'token', action: 'token.create', subject },
  ]);
});

test('XAPI’s clients log in with a token as password, and ask with it by Basic authentication', async () => {
  await using door = await makeDoor();
  const { api, tokens, access } = door;
  api.poll([[api.enter('VM', '6d6f7264-0000-4000-8000-000000000001'), { 'cpu.0.usage': 0.5 }]]);
  const call = async (method: string, params: unknown[]): Promise<{ result?: unknown; error?: { message: string } }> =>
    (await api.app.inject({ method: 'POST', url: '/jsonrpc', payload: { jsonrpc: '2.0', method, params, id: 1 } })).json(); // prettier-ignore
  const login = 'session.login_with_password';
  for (const password of ['any', tokens.wrong, tokens.expired, tokens.report])
    assert.equal((await call(login, ['root', password])).error?.message, 'SESSION_AUTHENTICATION_FAILED', password ?? ''); // prettier-ignore
  const { result: ref } = await call(login, ['root', tokens.viewer]);
  assert.ok((await call('VM.get_all_records', [ref])).result);
  const basic = (password: string | null): Headers => ({
    authorization: `Basic ${btoa(`root:${password}`)}`,
  });
  const url = '/rrd_updates?start=-60';
  assert.equal(await statusOf(api, url, {}), 401);
  assert.equal(await statusOf(api, url, basic('any')), 401);
  assert.equal(await statusOf(api, url, basic(tokens.wrong)), 401);
  assert.equal(await statusOf(api, url, basic(tokens.viewer)), 200);
  assert.equal(await statusOf(api, '/vms', basic(tokens.viewer)), 401);
  assert.equal(await statusOf(api, `${url}&session_id=${String(ref)}`, {}), 200);
  access.tokens.revoke(access.tokens.all().find(({ role }) => role === 'viewer')?.id ?? '');
  assert.equal(await statusOf(api, `${url}&session_id=${String(ref)}`, {}), 401);
  assert.equal((await call('VM.get_all_records', [ref])).error?.message, 'SESSION_INVALID');
});

test('silences that are changed are in the audit log, with the name of the token', async () => {
  await using door = await makeDoor();
  const { api, tokens, access } = door;
  const headers = { authorization: `Bearer ${tokens.operator}` };
  const payload = { reason: 'maintenance', seconds: 60 };
  const preview = await api.app.inject({ method: 'POST', url: '/silences?preview', payload, headers });
  const added = await api.app.inject({ method: 'POST', url: '/silences', payload, headers });
  assert.deepEqual([preview.statusCode, added.statusCode], [200, 200], added.body);
  const { uri } = added.json<{ uri: string }>();
  assert.equal((await api.app.inject({ method: 'DELETE', url: uri, headers })).statusCode, 200);
  const subject = `${uri.slice('/silences/'.length)} (*, maintenance)`;
  const { entries } = access.auditLog.read(10, null);
  assert.deepEqual(
    entries.map(({ time: _time, ...entry }) => entry),
    ['silence.remove', 'silence.add'].map((action) => ({ name: 'operator', by: 'token', action, subject })),
  );
});
