import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeConsole, makeTestApi } from '../fixture.ts';

const browser = 'text/html,application/xhtml+xml,*/*;q=0.8';

test('a name in an address leads to the id, and to all of them where several have it', async () => {
  await using files = await makeConsole();
  await using api = await makeTestApi(files);
  const ids = ['aaaa', 'bbbb', 'cccc', 'dddd'];
  const names = ['web7', 'twin', 'twin', 'a/b?c'];
  const vms = ids.map((id, i) => api.enter('VM', id, { name: names[i] as string }));
  api.enter('host', 'f00d', { name: 'host3' });
  api.poll(vms.map((vm) => [vm, { 'cpu.usage': 0.5 }]));
  const f = async (url: string, status: number, want: string, accept = '*/*'): Promise<void> => {
    const answer = await api.app.inject({ url, headers: { accept } });
    assert.equal(answer.statusCode, status, url);
    const code = status === 302 ? answer.headers.location : answer.json<{ code: string }>().code;
    assert.equal(code, want, url);
  };
  await f('/vms/web7', 302, '/vms/aaaa');
  await f('/hosts/host3', 302, '/hosts/f00d');
  await f('/metrics/VM/web7', 302, '/metrics/VM/aaaa');
  await f('/metrics/VM/web7?window=2h', 302, '/metrics/VM/aaaa?window=2h', browser);
  await f(
    '/metrics/VM/web7/cpu.usage/history?start=-60',
    302,
    '/metrics/VM/aaaa/cpu.usage/history?start=-60',
  );
  await f('/metrics/VM/a%2Fb%3Fc/history', 302, '/metrics/VM/dddd/history');
  await f('/metrics/VM/twin', 409, 'NAME_AMBIGUOUS');
  await f('/vms/twin', 409, 'NAME_AMBIGUOUS');
  await f('/stats/twin', 409, 'NAME_AMBIGUOUS');
  await f('/stats?vm=twin', 409, 'NAME_AMBIGUOUS');
  await f('/vms/nobody', 404, 'VM_UNKNOWN');
  await f('/metrics/nothing/web7', 404, 'CLASS_UNKNOWN');
  const twins = (await api.app.inject('/vms/twin')).json<{ candidates: object[]; detail: string }>();
  const { candidates, detail } = twins;
  assert.equal(detail, "Cannot choose VM 'twin': 2 have that name: bbbb on host3, cccc on host3");
  assert.deepEqual(candidates, [
    { id: 'bbbb', host: 'f00d', uri: '/metrics/VM/bbbb' },
    { id: 'cccc', host: 'f00d', uri: '/metrics/VM/cccc' },
  ]);
  api.series.remove(vms[1]!);
  api.poll([]);
  await f('/vms/twin', 302, '/vms/cccc');
});
