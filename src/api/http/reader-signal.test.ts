import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import type { HistoryQuery } from '../../store/mod.ts';
import { altered, makeTestApi, type TestApi } from '../fixture.ts';

const prefix = '6d6f7264-0000-4000-8000-';

/** A server on the loopback with `vms` machines, whose store may never answer, and a way to send it bytes. */
async function listening(
  vms: number,
  isStuck = false,
): Promise<TestApi & { asked: HistoryQuery[]; open(text: string): Promise<Socket> }> {
  const base = await makeTestApi();
  const machines = Array.from({ length: vms }, (_, i) =>
    base.enter('VM', `${prefix}${String(i).padStart(12, '0')}`),
  );
  for (let i = 0; i < 3; i++)
    base.poll(machines.map((vm) => [vm, { 'cpu.usage': 0.5, 'balloon.current': 1 }]));
  const asked: HistoryQuery[] = [];
  const store = altered(base.store, {
    async history(query) {
      asked.push(query);
      // Until the reader leaves: a disk may be that slow.
      if (isStuck) await new Promise((resolve) => query.signal?.addEventListener('abort', resolve));
      return base.store.history(query);
    },
  });
  const api = await makeTestApi({ store });
  const origin = new URL(await api.app.listen({ host: '127.0.0.1', port: 0 }));
  return {
    ...api,
    asked,
    async open(text) {
      const socket = connect({ host: '127.0.0.1', port: Number(origin.port) });
      await once(socket, 'connect');
      socket.write(text);
      return socket;
    },
  };
}

const updates = 'GET /rrd_updates?start=-600&cf=AVERAGE HTTP/1.1\r\nhost: localhost\r\n\r\n';

test('rrd_updates reads many machines at a time, without the reasons it does not answer', async () => {
  await using server = await listening(500);
  const { statusCode } = await server.app.inject('/rrd_updates?start=-600&cf=AVERAGE');
  assert.equal(statusCode, 200);
  assert.equal(server.asked.length, 4, 'sixty thousand values at a time, not each machine');
  assert.ok(server.asked.every(({ reasons }) => reasons === false));
});

test('work for an answer ends when its client leaves, and that is no bug', async () => {
  await using server = await listening(40, true);
  const f = async (request: string): Promise<void> => {
    const arrived = once(server.app.server, 'request');
    const socket = await server.open(request);
    const [, response] = (await arrived) as [unknown, { readonly closed: boolean }];
    socket.destroy();
    while (!response.closed) await new Promise((resolve) => setImmediate(resolve));
    // What is logged is logged by then.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (request.startsWith('GET')) assert.equal(server.asked.splice(0)[0]?.signal?.aborted, true, request);
    assert.deepEqual(server.logged, [], request);
  };
  await f(updates);
  await f(updates.replace('rrd_updates', 'vm_rrd').replace('start', `uuid=${prefix}000000000001&x`));
  await f(updates.replace('rrd_updates?start=-600&cf=AVERAGE', 'metrics/VM/history?metrics=cpu.usage'));
  await f(updates.replace('rrd_updates?start=-600&cf=AVERAGE', `metrics/VM/${prefix}000000000001/history`));
  await f(
    'POST /jsonrpc HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"a',
  );
  await f(
    'POST /stats HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"a',
  );
});
