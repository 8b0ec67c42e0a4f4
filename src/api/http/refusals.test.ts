import type { InjectOptions } from 'fastify';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { makeConsole, makeTestApi } from '../fixture.ts';

test('problems that are made before a route is found have the guards and headers of all others', async () => {
  await using api = await makeTestApi();
  const f = async (options: InjectOptions, status: number, code: string): Promise<void> => {
    const { statusCode, headers, body } = await api.app.inject(options);
    assert.deepEqual(
      [statusCode, (JSON.parse(body) as { code: string }).code],
      [status, code],
      JSON.stringify(options),
    );
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.match(String(headers['content-security-policy']), /default-src 'self'/);
    assert.equal(headers['cache-control'], 'no-store');
  };
  const elsewhere = { host: 'evil.example' };
  const crossSite = { 'sec-fetch-site': 'cross-site' };
  await f({ url: '/vms/%zz' }, 400, 'QUERY_INVALID');
  await f({ url: '/vms/%zz', headers: elsewhere }, 400, 'ADDRESS_REFUSED');
  await f({ url: `/vms/${'x'.repeat(600)}` }, 404, 'NOT_FOUND');
  await f({ url: `/vms/${'x'.repeat(600)}`, headers: elsewhere }, 400, 'ADDRESS_REFUSED');
  await f({ url: '/nothing', headers: crossSite }, 403, 'CROSS_SITE');
});

test('a request that a page of another site sends is refused; a link that a person follows is answered', async () => {
  await using api = await makeTestApi();
  const f = async (url: string, headers: Record<string, string>, want: number): Promise<void> => {
    const { statusCode } = await api.app.inject({ url, headers });
    assert.equal(statusCode, want, `${url} ${JSON.stringify(headers)}`);
  };
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  const xapi = ['/rrd_updates?start=-600', '/vm_rrd?uuid=x', '/vm_rrds?uuid=x', '/host_rrd', '/host_rrds'];
  for (const url of [...xapi, '/metrics', '/status', '/stats', '/events', '/vms']) {
    await f(
      url,
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
      403,
    );
    await f(url, { ...link, 'sec-fetch-dest': 'iframe' }, 403);
  }
  for (const url of xapi) await f(url, link, 403);
  await f('/status', link, 200);
  await f('/status', { 'sec-fetch-site': 'same-origin' }, 200);
  await f('/status', { 'sec-fetch-site': 'none' }, 200);
  await f('/rrd_updates?start=-600', { 'sec-fetch-site': 'same-origin' }, 200);
});

test('bodies that are no JSON, and unknown methods, are no 500', async () => {
  await using api = await makeTestApi();
  const origin = new URL(await api.app.listen({ host: '127.0.0.1', port: 0 }));
  const f = async (head: string, want: RegExp): Promise<void> => {
    const socket = connect({ host: '127.0.0.1', port: Number(origin.port) });
    socket.end(`${head}\r\nhost: localhost\r\nconnection: close\r\n\r\n{}`);
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    await once(socket, 'close');
    assert.match(text, want, head);
  };
  await f(
    'POST /stats HTTP/1.1\r\ncontent-type: text/plain\r\ncontent-length: 2',
    /^HTTP\/1.1 415 [^]*TYPE_UNSUPPORTED/,
  );
  await f(
    'POST /jsonrpc HTTP/1.1\r\ncontent-type: text/plain\r\ncontent-length: 2',
    /^HTTP\/1.1 415 [^]*TYPE_UNSUPPORTED/,
  );
  await f('POST /stats HTTP/1.1\r\ncontent-length: 2', /^HTTP\/1.1 415 [^]*TYPE_UNSUPPORTED/);
  for (const method of ['PROPFIND', 'TRACE', 'LOCK', 'PATCH', 'OPTIONS', 'SEARCH']) {
    await f(
      `${method} /stats HTTP/1.1\r\ncontent-length: 2`,
      /^HTTP\/1.1 405 [^]*allow: GET, HEAD, POST[^]*METHOD_UNSUPPORTED/,
    );
    await f(`${method} /stats HTTP/1.1`, /^HTTP\/1.1 (405|400) /);
    await f(`${method} /nothing HTTP/1.1\r\ncontent-length: 2`, /^HTTP\/1.1 404 [^]*NOT_FOUND/);
  }
  // RFC 10008: a query whose type is not said must fail.
  await f('QUERY /stats HTTP/1.1\r\ncontent-length: 2', /^HTTP\/1.1 400 [^]*QUERY_INVALID/);
  await f('FOO /stats HTTP/1.1\r\ncontent-length: 2', /^HTTP\/1.1 400 /);
  assert.deepEqual(api.logged, []);
});

test('rrd_updates has no rows of LAST, which XAPI does not know', async () => {
  await using api = await makeTestApi();
  const vm = api.enter('VM', '6d6f7264-0000-4000-8000-000000000001');
  for (let i = 0; i < 3; i++) api.poll([[vm, { 'cpu.0.usage': 0.5 }]]);
  const legendOf = async (cf: string): Promise<string[]> =>
    (await api.app.inject(`/rrd_updates?start=-10&json&cf=${cf}`)).json<{ meta: { legend: string[] } }>().meta
      .legend;
  assert.deepEqual(await legendOf('LAST'), await legendOf(''));
  assert.deepEqual(await legendOf('AVERAGE'), [`AVERAGE:vm:${vm.id}:cpu0`]);
});

test('the files of the console can be asked for in parts and on conditions', async () => {
  await using files = await makeConsole();
  await using api = await makeTestApi(files);
  const f = async (headers: Record<string, string>, want: number): Promise<void> => {
    const { statusCode } = await api.app.inject({ url: '/assets/index-abc.js', headers });
    assert.equal(statusCode, want, JSON.stringify(headers));
  };
  await f({ range: 'bytes=0-3' }, 206);
  await f({ range: 'bytes=5000-' }, 416);
  await f({ 'if-match': '"other"' }, 412);
  await f({ 'if-unmodified-since': 'Sat, 01 Jan 2000 00:00:00 GMT' }, 412);
  assert.deepEqual(api.logged, []);
});
