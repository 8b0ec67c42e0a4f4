import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeTestApi } from '../fixture.ts';

interface OpenApi {
  readonly paths: Record<string, { get?: { responses: { 200: { content: object } } } }>;
}

/** These follow the rules of the program whose clients they answer. */
const foreign = /^\/(rrd_updates|vm_rrd|host_rrd|jsonrpc)/;

test('every resource refuses readers that take none of its types, and names these', async () => {
  await using api = await makeTestApi();
  const vm = api.enter('VM', 'aaaa');
  api.poll([[vm, { 'cpu.usage': 0.5 }]]);
  const next = async (url: string): Promise<string> =>
    (await api.app.inject(url)).json<{ next: string }>().next;
  const addresses: Readonly<Record<string, string>> = {
    '/metrics/{class}/history': '/metrics/VM/history?metrics=cpu.usage',
    '/metrics/{class}/{id}/history/{cursor}': await next('/metrics/VM/aaaa/history'),
    '/metrics/{class}/{id}/{metric}/history/{cursor}': await next('/metrics/VM/aaaa/cpu.usage/history'),
  };
  const values = { class: 'VM', id: 'aaaa', vm: 'aaaa', metric: 'cpu.usage' };
  const { paths } = (await api.app.inject('/openapi.json')).json<OpenApi>();
  for (const [path, { get }] of Object.entries(paths)) {
    if (!get || foreign.test(path)) continue;
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: keyof typeof values) => values[name]);
    const url = addresses[path] ?? filled;
    const { statusCode, body } = await api.app.inject({ url, headers: { accept: 'image/png' } });
    assert.equal(statusCode, 406, url);
    const { code, detail } = JSON.parse(body) as { code: string; detail: string };
    assert.equal(code, 'TYPE_UNACCEPTABLE', url);
    assert.match(detail, /application\/json/, url);
  }
  const { statusCode } = await api.app.inject({
    url: '/vms',
    headers: { accept: 'text/html, */*;q=0.1' },
  });
  assert.equal(statusCode, 200);
});
