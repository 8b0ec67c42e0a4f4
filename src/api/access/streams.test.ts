import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { makeStateDir, testAccess } from '../../auth/fixture.ts';
import { makeTestApi, stillClock } from '../fixture.ts';
import { makeTokens } from './test-walk.ts';

test('a stream and a waiting request end soon after their token is revoked, and no other does', async () => {
  await using state = await makeStateDir();
  const clock = stillClock();
  const access = testAccess({ stateDir: state.path, clock, access: { loopback: 'closed' } });
  await using api = await makeTestApi({ access }, clock);
  clock.sleep = () => new Promise(() => {});
  const tokens = makeTokens(access, clock);
  api.poll([[api.enter('VM', 'aaaa'), { 'cpu.usage': 0.5 }]]);
  const origin = await api.app.listen({ host: '127.0.0.1', port: 0 });
  const open = (url: string, token: string | null, accept: string, signal: AbortSignal): Promise<Response> =>
    fetch(origin + url, { headers: { accept, authorization: `Bearer ${token}` }, signal });
  const left = new AbortController();
  const table = '/metrics/VM?columns=cpu.usage';
  const [revoked, kept] = await Promise.all([
    open(table, tokens.viewer, 'text/event-stream', left.signal),
    open(table, tokens.operator, 'text/event-stream', left.signal),
  ]);
  assert.deepEqual([revoked.status, kept.status], [200, 200]);
  const { next } = (await (await open('/metrics/VM/aaaa/history', tokens.viewer, 'application/json', left.signal)).json()) as { next: string }; // prettier-ignore
  const waiting = open(next, tokens.viewer, 'application/json', left.signal);
  await once(api.app.server, 'request');
  await new Promise(setImmediate);
  access.tokens.revoke(access.tokens.all().find(({ role }) => role === 'viewer')?.id ?? '');
  await Promise.all([assert.rejects(revoked.text()), assert.rejects(waiting)]);
  const reader = kept.body?.getReader();
  api.poll([]);
  assert.equal((await reader?.read())?.done, false);
  left.abort();
});
