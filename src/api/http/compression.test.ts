import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { makeTestApi, type TestApi } from '../fixture.ts';

const table = '/metrics/VM?columns=cpu.usage';

/** An API whose table has about so many bytes. */
async function withTable(bytes: number): Promise<TestApi> {
  const api = await makeTestApi();
  const vm = api.enter('VM', 'a', { name: 'x'.repeat(bytes) });
  api.poll([[vm, { 'cpu.usage': 0.5 }]]);
  return api;
}

function encoded(api: TestApi, url: string, coding: string | undefined, headers = {}, method?: 'HEAD') {
  const own = coding === undefined ? {} : { 'accept-encoding': coding };
  return api.app.inject({ url, ...(method && { method }), headers: { ...own, ...headers } });
}

test('an answer over a kilobyte is compressed as the reader prefers, and names its coding', async () => {
  await using api = await withTable(2000);
  const plain = await encoded(api, table, undefined);
  assert.equal(plain.headers['content-encoding'], undefined);
  const f = async (accept: string, coding: string, decode: (bytes: Buffer) => Buffer): Promise<void> => {
    const { headers, rawPayload } = await encoded(api, table, accept);
    assert.deepEqual(
      [headers['content-encoding'], headers['vary']],
      [coding, 'Accept, Accept-Encoding'],
      accept,
    );
    assert.equal(Number(headers['content-length']), rawPayload.length);
    assert.equal(headers['content-type'], plain.headers['content-type']);
    assert.deepEqual(decode(rawPayload), plain.rawPayload);
  };
  await f('gzip, deflate, br, zstd', 'br', brotliDecompressSync);
  await f('gzip, br;q=0.5', 'gzip', gunzipSync);
  await f('*;q=0.5', 'br', brotliDecompressSync);
  for (const accept of ['identity', 'gzip;q=0', 'zstd', '', 'identity, gzip;q=0.5', 'br;q=0, gzip;q=0, *']) {
    const { headers, body } = await encoded(api, table, accept);
    assert.deepEqual([headers['content-encoding'], body], [undefined, plain.body], accept);
  }
});

test('a short answer is sent as it is, unless the reader refuses that', async () => {
  await using api = await withTable(10);
  const plain = await encoded(api, table, undefined);
  assert.ok(plain.rawPayload.length < 1024);
  const short = await encoded(api, table, 'br');
  assert.deepEqual([short.headers['content-encoding'], short.body], [undefined, plain.body]);
  const forced = await encoded(api, table, 'gzip, identity;q=0');
  assert.equal(forced.headers['content-encoding'], 'gzip');
  assert.deepEqual(gunzipSync(forced.rawPayload), plain.rawPayload);
});

test('what is sent as it is made is compressed as it is made: expositions, long tables, XML of XAPI', async () => {
  await using api = await withTable(300_000);
  const f = async (url: string, accept: string): Promise<void> => {
    const plain = await encoded(api, url, undefined, { accept });
    const { headers, rawPayload } = await encoded(api, url, 'gzip', { accept });
    assert.deepEqual([headers['content-encoding'], headers['content-length']], ['gzip', undefined], url);
    assert.deepEqual(gunzipSync(rawPayload), plain.rawPayload, url);
    assert.ok(rawPayload.length < plain.rawPayload.length / 5, url);
  };
  await f(table, 'application/json');
  await f('/metrics', 'text/plain;version=0.0.4');
  await f('/rrd_updates?start=0', 'text/xml');
  const { headers, rawPayload } = await encoded(api, '/rrd_updates?start=0&vm_uuid=nobody', 'gzip');
  assert.deepEqual([headers['content-encoding'], headers['content-type']], [undefined, 'text/xml']);
  assert.ok(rawPayload.length < 1024, 'a short stream is sent as it is');
});

test('columns of doubles and problems without text to win are left as they are', async () => {
  await using api = await withTable(2000);
  const columns = await encoded(api, table, 'br', { accept: 'application/vnd.virtscope.columns' });
  assert.equal(columns.headers['content-encoding'], undefined);
  const problem = await encoded(api, '/metrics/VM/nobody', 'br');
  assert.deepEqual([problem.statusCode, problem.headers['content-encoding']], [404, undefined]);
});

test('HEAD has the headers of GET, of what is short and of what is streamed', async () => {
  for (const bytes of [2000, 300_000]) {
    await using api = await withTable(bytes);
    const got = await encoded(api, table, 'br');
    const head = await encoded(api, table, 'br', {}, 'HEAD');
    assert.equal(head.rawPayload.length, 0);
    for (const name of ['content-encoding', 'content-length', 'content-type', 'vary']) {
      assert.equal(head.headers[name], got.headers[name], `${name} of ${bytes}`);
    }
  }
});

test('an event stream is never compressed', async () => {
  await using api = await withTable(2000);
  const url = await api.app.listen({ host: '127.0.0.1', port: 0 });
  const left = new AbortController();
  const { headers } = await fetch(url + table, {
    headers: { accept: 'text/event-stream', 'accept-encoding': 'br, identity;q=0' },
    signal: left.signal,
  });
  assert.equal(headers.get('content-encoding'), null);
  left.abort();
});

test('a reader that stops reading stops the work, and one that leaves ends it', async () => {
  let made = 0;
  // Random digits compress by half only: what is made has to wait for the socket.
  const records = Array.from({ length: 2000 }, () => ({
    uuid: '6d6f7264-0000-4000-8000-000000000001',
    name: 'a',
    partial: null,
    get params() {
      made++;
      return Array.from({ length: 1000 }, (_, i): [string, string] => [`block.${i}.path`, randomText()]);
    },
  }));
  await using api = await makeTestApi({ stats: { domainStats: async () => ({ time: 0, records }) } });
  /** Waits until nothing more is made for many turns of the loop. */
  const stillness = async (): Promise<number> => {
    for (let seen = -1; seen !== made;) {
      seen = made;
      for (let turn = 0; turn < 2000; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    return made;
  };
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  const address = api.app.server.address();
  assert.ok(address && typeof address === 'object');
  const accepted = once(api.app.server, 'connection') as Promise<[Socket]>;
  const socket = connect({ host: '127.0.0.1', port: address.port });
  socket.write('GET /stats HTTP/1.1\r\nhost: localhost\r\naccept-encoding: gzip\r\n\r\n');
  const [start] = (await once(socket, 'data')) as [Buffer];
  assert.match(start.toString('latin1'), /content-encoding: gzip/i);
  socket.pause();
  assert.ok((await stillness()) < 1000, `${made} of 2000 records are made`);
  const [server] = await accepted;
  const closed = new Promise((resolve) => server.once('close', resolve));
  socket.destroy();
  await closed;
  assert.ok((await stillness()) < 1000, `${made} of 2000 records are made`);
});

function randomText(): string {
  let text = '';
  while (text.length < 200) text += Math.random().toString(36).slice(2);
  return text;
}
