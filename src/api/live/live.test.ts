import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { Reason } from '../../model/reason.ts';
import { makeTestApi, startTime } from '../fixture.ts';
import { Listener } from './test-listener.ts';

const t0 = startTime / 1000;

test('a table streams whole first, then values, and whole again when a row changes', async () => {
  await using api = await makeTestApi();
  const vm = api.enter('VM', 'a');
  const host = api.enter('host', 'h');
  api.poll([[vm, { 'cpu.usage': 0.5 }]]);
  const listener = await Listener.open(api, '/metrics/VM?columns=cpu.usage');
  assert.equal(listener.response.headers.get('x-accel-buffering'), 'no');
  assert.equal(listener.response.headers.get('x-content-type-options'), 'nosniff');
  const table = await (await fetch(listener.response.url)).json();
  assert.deepEqual(await listener.next(), ['table', table]);
  api.poll([[host, {}]], [[vm, { 'cpu.usage': Reason.monitorBusy }]]);
  const reasons = { 'cpu.usage': { 0: 'monitor-busy' } };
  const [columns, time] = [{ 'cpu.usage': [null] }, t0 + 10];
  assert.deepEqual(await listener.next(), ['values', { time, columns, reasons }]);
  vm.state = 'paused';
  api.poll([[vm, { 'cpu.usage': 0.25 }]]);
  const [name, paused] = (await listener.next()) ?? [];
  assert.deepEqual([name, (paused as { states: string[] }).states], ['table', ['paused']]);
  vm.condition = { kind: 'stuck', since: startTime, reason: 'QEMU does not answer' };
  api.poll([[vm, { 'cpu.usage': 0.25 }]]);
  assert.equal((await listener.next())?.[0], 'table');
  api.poll([[vm, { 'cpu.usage': 0.25 }]]);
  assert.equal((await listener.next())?.[0], 'values');
  await listener.close();
});

test('a selected table streams whole again when the set of its rows changes, and not when others do', async () => {
  await using api = await makeTestApi();
  const [a, b, c] = [api.enter('VM', 'a'), api.enter('VM', 'b'), api.enter('VM', 'c')];
  const poll = (...cpu: number[]): void => api.poll([a, b, c].map((vm, i) => [vm, { 'cpu.usage': cpu[i] ?? 0, 'cpu.cores': i }])); // prettier-ignore
  poll(0.9, 0.1, 0.1);
  const path = '/metrics/VM?columns=cpu.cores&select=cpu%3E50%25';
  const listener = await Listener.open(api, path);
  const table = async (): Promise<unknown> => {
    const [name, data] = (await listener.next()) ?? [];
    return [name, (data as { ids: string[] }).ids, (data as { columns: object }).columns];
  };
  assert.deepEqual(await table(), ['table', ['a'], { 'cpu.cores': [0] }]);
  poll(0.8, 0.1, 0.1);
  assert.deepEqual(await listener.next(), ['values', { time: t0 + 10, columns: { 'cpu.cores': [0] }, reasons: {} }]); // prettier-ignore
  poll(0.8, 0.1, 0.6);
  assert.deepEqual(await table(), ['table', ['a', 'c'], { 'cpu.cores': [0, 2] }]);
  b.state = 'paused';
  poll(0.8, 0.1, 0.6);
  assert.equal((await listener.next())?.[0], 'values');
  a.state = 'paused';
  poll(0.8, 0.1, 0.6);
  assert.equal((await listener.next())?.[0], 'table');
  const second = await Listener.open(api, path);
  assert.equal((await second.next())?.[0], 'table');
  poll(0.1, 0.1, 0.1);
  assert.deepEqual(await table(), ['table', [], { 'cpu.cores': [] }]);
  assert.equal((await second.next())?.[0], 'table');
  poll(0.1, 0.1, 0.1);
  assert.equal((await second.next())?.[0], 'values');
  await listener.close();
  await second.close();
});

test('the root streams counts when they change, and the time of the newest values', async () => {
  await using api = await makeTestApi();
  const vm = api.enter('VM', 'a');
  api.poll([[vm, { 'cpu.usage': 0.5 }]]);
  const listener = await Listener.open(api, '/metrics');
  const counts = await (await fetch(listener.response.url)).json();
  const table = await Listener.open(api, '/metrics/VM?columns=cpu.usage&counts=1');
  assert.deepEqual(await listener.next(), ['counts', counts]);
  assert.deepEqual(await listener.next(), ['time', { time: t0 + 5, step: 5 }]);
  const alarms = ['alarms', { red: 0, amber: 0, green: 0, unknown: 0, last: '0' }];
  assert.deepEqual(await listener.next(), alarms);
  assert.deepEqual(await table.next(), ['counts', counts]);
  assert.equal((await table.next())?.[0], 'table');
  assert.deepEqual(await table.next(), alarms);
  api.poll([[vm, { 'cpu.usage': 0.75 }]]);
  assert.deepEqual(await listener.next(), ['time', { time: t0 + 10, step: 5 }]);
  assert.equal((await table.next())?.[0], 'values');
  vm.state = 'crashed';
  api.poll([[vm, { 'cpu.usage': 0.75 }]]);
  for (const stream of [listener, table]) {
    const [name, data] = (await stream.next()) ?? [];
    assert.equal(name, 'counts');
    assert.equal((data as { VM: { lights: { red: number } } }).VM.lights.red, 1);
  }
  assert.equal((await listener.next())?.[0], 'time');
  assert.equal((await table.next())?.[0], 'table');
  await listener.close();
  await table.close();
});

test('an entity streams itself, its values, and its end', async () => {
  await using api = await makeTestApi();
  const vm = api.enter('VM', 'a');
  api.poll([[vm, { 'cpu.usage': 0.123_456_789, 'cpu.0.usage': 1 }]]);
  const listener = await Listener.open(api, '/metrics/VM/a?metrics=cpu.usage');
  const view = await (await fetch(new URL('/vms/a', listener.response.url))).json();
  assert.deepEqual(await listener.next(), ['entity', view]);
  const values = (time: number, value: number | null, reasons: object): unknown[] => [
    'values',
    { time, values: { 'cpu.usage': value }, reasons },
  ];
  assert.deepEqual(await listener.next(), values(t0 + 5, 0.123_456_789, {}));
  api.poll([], [[vm, { 'cpu.usage': Reason.stuck }]]);
  assert.deepEqual(await listener.next(), values(t0 + 10, null, { 'cpu.usage': 'stuck' }));
  vm.name = 'b';
  api.poll([[vm, { 'cpu.usage': 0 }]]);
  assert.deepEqual(await listener.next(), ['entity', { ...(view as object), name: 'b' }]);
  assert.deepEqual(await listener.next(), values(t0 + 15, 0, {}));
  api.series.remove(vm);
  api.poll([]);
  assert.deepEqual(await listener.next(), ['gone', { id: 'a' }]);
  assert.equal(await listener.next(), null);
});

test('a reader that falls behind gets the gap and the table, and costs no more than that', async () => {
  await using api = await makeTestApi();
  // Every event is a table of half a megabyte: few of them fill the buffers of a loopback connection.
  const vm = api.enter('VM', 'a', { name: 'x'.repeat(500_000) });
  const poll = (state: string): void => {
    vm.state = state;
    api.poll([[vm, { 'cpu.usage': 0.5 }]]);
  };
  poll('running');
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  const address = api.app.server.address();
  assert.ok(address && typeof address === 'object');
  const socket = connect({ host: '127.0.0.1', port: address.port });
  const request =
    'GET /metrics/VM?columns=cpu.usage HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n';
  socket.write(request);
  await new Promise((resolve) => socket.once('data', resolve));
  socket.pause();
  const polls = 60;
  for (let i = 1; i <= polls; i++) {
    poll(i === polls ? 'shutoff' : `state ${i}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
  let text = '';
  socket.setEncoding('utf8');
  const isDone = new Promise<void>((resolve) => {
    socket.on('data', (chunk: string) => {
      text += chunk.replaceAll('x', '');
      if (/event: gap\ndata: \{"gap":\d+\}\n\n[^]*"shutoff"[^]*\n\n/.test(text)) resolve();
    });
  });
  socket.resume();
  await isDone;
  const gap = Number(/event: gap\ndata: \{"gap":(\d+)\}/.exec(text)?.[1]);
  const tables = text.split('event: table').length - 1;
  assert.equal(tables + gap, polls + 1);
  assert.ok(gap > 10, `${gap} dropped`);
  socket.destroy();
});

test('closing the server ends streams and blocked histories', async () => {
  const clock = {
    now: () => startTime,
    monotonic: () => 0,
    sleep: (_: number, signal?: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      }),
  };
  const api = await makeTestApi({ clock });
  const vm = api.enter('VM', 'a');
  api.poll([[vm, { 'cpu.usage': 0.5 }]]);
  const listener = await Listener.open(api, '/metrics/VM?columns=cpu.usage');
  assert.equal((await listener.next())?.[0], 'table');
  const { next } = (await (await fetch(new URL('/metrics/VM/a/cpu.usage/history', listener.response.url))).json()) as { next: string }; // prettier-ignore
  const blocked = fetch(new URL(next, listener.response.url)).catch((error: unknown) => error);
  await new Promise((resolve) => api.app.server.once('request', resolve));
  await api.app.close();
  assert.equal(await listener.next().catch(() => null), null);
  await blocked;
});
