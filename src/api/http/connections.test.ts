import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import type { StatsProvider } from '../../model/stats.ts';
import { makeTestApi, type TestApi } from '../fixture.ts';
import type { ConnectionLimits } from './connections.ts';

const vm = '6d6f7264-0000-4000-8000-000000000001';

/** Half a gigabyte, made as it is read. */
const stats: StatsProvider = {
  domainStats: async () => {
    const params = Array.from({ length: 1000 }, (_, i): [string, string] => [
      `block.${i}.path`,
      'x'.repeat(500),
    ]);
    return {
      time: 0,
      records: Array.from({ length: 1000 }, () => ({ uuid: vm, name: 'a', partial: null, params })),
    };
  },
};

interface Server extends TestApi {
  readonly url: string;
  open(text?: string): Promise<Socket>;
}

async function listening(limits: Partial<ConnectionLimits>): Promise<Server> {
  const api = await makeTestApi({ limits, stats });
  api.poll([[api.enter('VM', vm), { 'cpu.usage': 0.5 }]]);
  // Waits never end by themselves.
  api.clock.sleep = (_ms, signal) => new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))); // prettier-ignore
  const url = await api.app.listen({ host: '127.0.0.1', port: 0 });
  return {
    ...api,
    url,
    async open(text) {
      const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port) });
      socket.on('error', () => {});
      await once(socket, 'connect');
      if (text !== undefined) socket.write(text);
      return socket;
    },
  };
}

test('idle connections make room for a new one, those that are in use do not', async () => {
  await using server = await listening({ connections: 20, reserved: 5 });
  const stream = await fetch(`${server.url}/metrics/VM?columns=cpu.usage`, {
    headers: { accept: 'text/event-stream' },
  });
  const closed = new Set<Socket>();
  const sockets: Socket[] = [];
  for (let i = 0; i < 60; i++) {
    const socket = await server.open(i % 2 === 0 ? undefined : 'GET /stat');
    socket.once('close', () => closed.add(socket));
    sockets.push(socket);
  }
  const answer = await fetch(`${server.url}/status`, { headers: { connection: 'close' } });
  assert.equal(answer.status, 200);
  await answer.arrayBuffer();
  const count = await new Promise((resolve) => server.app.server.getConnections((_, open) => resolve(open)));
  assert.ok(Number(count) <= 16, `${String(count)} are open`);
  const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
  assert.equal((await reader.read()).done, false, 'the stream is the oldest of all and goes on');
  await reader.cancel();
  for (const socket of sockets) socket.destroy();
});

test('a connection whose request does not come is closed', async () => {
  await using server = await listening({ headersMs: 40, requestMs: 80, checkMs: 10 });
  const head =
    'POST /stats HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n';
  const texts = [
    undefined,
    'GET /st',
    head,
    `${head}\r\n{"a`,
    'GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n',
  ];
  const sockets = await Promise.all(texts.map((text) => server.open(text)));
  // The server may close one with bytes that it has not read: to the client that is a reset.
  for (const socket of sockets) socket.on('error', () => undefined).resume();
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
});

test('an answer that is not read is given up', async () => {
  await using server = await listening({ stalledMs: 50 });
  const arrived = once(server.app.server, 'request');
  const socket = await server.open('GET /stats HTTP/1.1\r\nhost: localhost\r\n\r\n');
  socket.pause();
  const [, response] = (await arrived) as [unknown, NodeJS.EventEmitter];
  await once(response, 'close');
  socket.destroy();
});

test('streams and waiting requests are counted apart, and refused with that reason', async () => {
  await using server = await listening({ streams: 3 });
  const stream = { headers: { accept: 'text/event-stream' } };
  const table = `${server.url}/metrics/VM?columns=cpu.usage`;
  const { next } = (await (await fetch(`${server.url}/metrics/VM/${vm}/history`)).json()) as { next: string };
  const left = new AbortController();
  const waits = once(server.app.server, 'request');
  const waiting = fetch(server.url + next, left).catch(() => null);
  await waits;
  const open = await Promise.all([fetch(table, stream), fetch(`${server.url}/metrics/VM/${vm}`, stream)]);
  assert.deepEqual(open.map(({ status }) => status), [200, 200]); // prettier-ignore
  for (const [url, options] of [
    [table, stream],
    [server.url + next, {}],
  ] as const) {
    const refused = await fetch(url, options);
    assert.deepEqual(
      [refused.status, ((await refused.json()) as { code: string }).code],
      [503, 'STREAMS_BUSY'],
    );
  }
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200, 'all others are answered');
  left.abort();
  await waiting;
  // Its place is free as soon as the server knows that it left.
  for (;;) {
    const again = await fetch(table, stream);
    if (again.status === 200) {
      await again.body?.cancel();
      break;
    }
    await again.body?.cancel();
  }
  for (const { body } of open) await body?.cancel();
});
