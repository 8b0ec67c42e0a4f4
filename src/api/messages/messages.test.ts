import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { testAccess } from '../../auth/fixture.ts';
import { callOf } from '../../streams/fixture.ts';
import { MessageLog } from '../../streams/mod.ts';
import { getJson, makeTestApi, startTime, stillClock, type TestApi, type TestContext } from '../fixture.ts';
import type { Message, Messages } from '../wire/messages.ts';
import { Listener } from '../live/test-listener.ts';
import { messageFields } from './fields.ts';
import { contentsOf } from './view.ts';

/** An API whose clock stands still also for what waits, and the log behind it. */
async function makeLife(
  items = 1000,
  context: TestContext = {},
): Promise<TestApi & { log: MessageLog; record(...names: string[]): void }> {
  const clock = Object.assign(stillClock(), { sleep: () => new Promise<never>(() => {}) });
  const log = new MessageLog(clock, { items });
  const api = await makeTestApi({ messages: log, ...context }, clock);
  const record = (...names: string[]): void => names.forEach((name) => log.record(callOf(name)));
  return { ...api, log, record };
}

const read = async (api: TestApi, url = '/messages'): Promise<Messages> =>
  (await getJson(api, url, 'Messages')) as Messages;
const methods = (messages: readonly Message[]): string => messages.map(({ method }) => method).join(' ');

test('GET /messages has the newest calls, oldest first, and the address of those behind them', async () => {
  await using api = await makeLife();
  api.record('a', 'b');
  api.log.record(callOf('c', { outcome: 'error', code: 'NO_DOMAIN', bytesReceived: null }));
  const { messages, gap, next } = await read(api, '/messages?limit=2');
  assert.deepEqual([methods(messages), gap], ['b c', 0]);
  assert.deepEqual(messages[1], {
    id: api.log.end,
    time: startTime / 1000,
    interface: 'libvirt',
    service: 'libvirtd',
    direction: 'out',
    method: 'c',
    peer: 'libvirt',
    outcome: 'error',
    code: 'NO_DOMAIN',
    latency: 0.0015,
    bytes: { sent: 36, received: null },
    payload: null,
  });
  assert.equal(next, `/messages?after=${api.log.end}&limit=2&wait=60`);
  const waiting = api.app.inject(next);
  await setImmediate();
  api.record('d');
  const newer = (await waiting).json<Messages>();
  assert.deepEqual([methods(newer.messages), newer.gap], ['d', 0]);
  assert.equal(methods((await read(api, `/messages?after=${messages[0]?.id}`)).messages), 'c d');
});

test('a cursor of dropped messages or of another run is answered with the gap at once', async () => {
  await using api = await makeLife(2);
  const cursor = api.log.end;
  api.record('a', 'b', 'c', 'd', 'e');
  const dropped = await read(api, `/messages?after=${cursor}&wait=60`);
  assert.deepEqual([methods(dropped.messages), dropped.gap], ['d e', 3]);
  const other = await read(api, `/messages?after=${new MessageLog(api.clock).end}&wait=60`);
  assert.deepEqual([methods(other.messages), other.gap], ['d e', null]);
  await using empty = await makeLife();
  const none = await read(empty, `/messages?after=${cursor}&wait=60`);
  assert.deepEqual([none.messages, none.gap], [[], null]);
  for (const after of ['7', '', `${cursor.slice(0, -1)}9`]) {
    const answer = await api.app.inject(`/messages?after=${after}`);
    assert.deepEqual(
      [answer.statusCode, answer.json<{ code: string }>().code],
      [400, 'CURSOR_INVALID'],
      after,
    );
  }
});

test('every request is a message with its route and without what its address has', async () => {
  await using api = await makeLife();
  for (const url of ['/metrics/VM?filter=secret', '/vms/secret', '/secret', '/metrics/VM?secret=1'])
    await api.app.inject(url);
  await api.app.inject({ url: '/healthz', remoteAddress: '192.0.2.7' });
  const { messages } = await read(api);
  assert.deepEqual(
    messages.map(({ method, outcome, code, peer }) => [method, outcome, code, peer]),
    [
      ['GET /metrics/:class', 'error', '400', 'loopback'],
      ['GET /vms/:id', 'error', '404', 'loopback'],
      ['GET *', 'error', '404', 'loopback'],
      ['GET /metrics/:class', 'error', '400', 'loopback'],
      ['GET /healthz', 'ok', null, 'network'],
    ],
  );
  assert.ok(!JSON.stringify(messages).includes('secret'));
});

test('a request that is refused is a message too', async () => {
  await using api = await makeLife(1000, { access: testAccess() });
  await api.app.inject({ url: '/vms', headers: { host: 'elsewhere.example' } });
  await api.app.inject({ method: 'DELETE', url: '/vms' });
  const { messages } = await read(api);
  assert.deepEqual(messages.map(({ method, outcome }) => [method, outcome]), [['GET /vms', 'error'], ['DELETE *', 'error']]); // prettier-ignore
});

test('what reads messages is none, but for what is refused', async () => {
  await using api = await makeLife();
  const listener = await Listener.open(api, '/messages');
  await fetch(listener.response.url);
  await fetch(`${listener.response.url}?after=nonsense`);
  await listener.close();
  const { messages } = await read(api);
  assert.deepEqual(messages.map(({ method, code }) => [method, code]), [['GET /messages', '400']]); // prettier-ignore
});

test('a message of a request has its time and the bytes of its part of the connection', async () => {
  await using api = await makeLife();
  const base = new URL(await api.app.listen({ port: 0 }));
  const socket = connect(Number(base.port), '127.0.0.1');
  const request = `GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`;
  let answered = 0;
  for (let i = 0; i < 2; i++) {
    socket.write(request);
    answered += await new Promise<number>((resolve) => socket.once('data', (data) => resolve(data.length)));
  }
  socket.destroy();
  const { messages } = await read(api);
  assert.deepEqual(
    messages.map(({ bytes, latency }) => [bytes.received, latency]),
    [
      [request.length, 0],
      [request.length, 0],
    ],
  );
  assert.equal(messages.reduce((sum, { bytes }) => sum + (bytes.sent ?? 0), 0), answered); // prettier-ignore
});

test('a stream and a request that waits have no latency, and a client that leaves closes', async () => {
  await using api = await makeLife();
  const vm = api.enter('VM', 'a');
  api.poll([[vm, { 'cpu.usage': 0.5 }]]);
  const listener = await Listener.open(api, '/metrics');
  await listener.next();
  await listener.close();
  let messages: readonly Message[] = [];
  while (messages.length === 0) {
    // The end of the connection comes with a turn of the loop, which answers here do not need.
    await setImmediate();
    ({ messages } = await read(api));
  }
  assert.deepEqual(messages.map(({ method, outcome, latency }) => [method, outcome, latency]), [['GET /metrics', 'closed', null]]); // prettier-ignore
});

test('GET /messages as events sends each message, and goes on behind the last one that a reader has', async () => {
  await using api = await makeLife();
  api.record('a', 'b');
  const [before] = (await read(api)).messages;
  const listener = await Listener.open(api, '/messages');
  api.record('c');
  const [name, data] = (await listener.next()) ?? [];
  assert.deepEqual([name, (data as Message).method], ['message', 'c']);
  await listener.close();
  const answer = api.app.inject({
    url: '/messages',
    headers: { accept: 'text/event-stream', 'last-event-id': before?.id },
  });
  await setImmediate();
  await api.app.close();
  const ids = [...(await answer).body.matchAll(/^id: (.*)\nevent: message\ndata: .*"method":"(.)"/gm)];
  assert.deepEqual(ids.map(([, id, method]) => [id?.split('-')[1], method]), [['2', 'b'], ['3', 'c']]); // prettier-ignore
});

test('GET /messages as lines sends one object a line, a gap too', async () => {
  await using api = await makeLife(2);
  const cursor = api.log.end;
  api.record('a', 'b', 'c');
  const headers = { accept: 'application/x-ndjson' };
  const answer = api.app.inject({ url: `/messages?after=${cursor}`, headers });
  await setImmediate();
  await api.app.close();
  const { body, headers: sent } = await answer;
  assert.match(String(sent['content-type']), /^application\/x-ndjson/);
  const lines = body.trim().split('\n').map((line) => JSON.parse(line) as Partial<Message>); // prettier-ignore
  assert.deepEqual([lines[0], ...lines.slice(1).map(({ method }) => method)], [{ gap: 1 }, 'b', 'c']);
});

test('a cursor that is none is refused before the stream, and streams have their limit', async () => {
  await using api = await makeLife(10, { limits: { streams: 1 } });
  const open = (url: string) => api.app.inject({ url, headers: { accept: 'text/event-stream' } });
  assert.equal((await open('/messages?after=7')).json<{ code: string }>().code, 'CURSOR_INVALID');
  const listener = await Listener.open(api, '/messages');
  assert.equal((await open('/messages')).json<{ code: string }>().code, 'STREAMS_BUSY');
  await listener.close();
});

test('a slow reader costs what it has not read yet and gets an explicit gap; others miss nothing', async () => {
  await using api = await makeLife(2000);
  const base = new URL(await api.app.listen({ port: 0 }));
  const slow = connect(Number(base.port), '127.0.0.1');
  slow.write('GET /messages HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/x-ndjson\r\n\r\n');
  await new Promise((resolve) => slow.once('data', resolve));
  slow.pause();
  const fast = await Listener.open(api, '/messages');
  const total = 60_000;
  let seen = 0;
  for (let sent = 0; sent < total; sent += 1000) {
    for (let i = 0; i < 1000; i++) api.log.record(callOf('m'.repeat(200)));
    for (let i = 0; i < 1000; i++) {
      const [name] = (await fast.next()) ?? [];
      assert.equal(name, 'message');
      seen++;
    }
  }
  assert.equal(seen, total);
  let text = '';
  slow.on('data', (data: Buffer) => (text += data.toString('latin1')));
  slow.resume();
  while (!text.includes(`-${total}"`)) await setImmediate();
  slow.destroy();
  const gaps = [...text.matchAll(/\{"gap":(\d+)\}/g)].map(([, gap]) => Number(gap));
  const sequences = [...text.matchAll(/"id":"[0-9a-f]+-(\d+)"/g)].map(([, sequence]) => Number(sequence));
  assert.equal(gaps.length, 1);
  assert.equal(sequences.length + (gaps[0] ?? 0), total, 'what was not sent is the gap');
  assert.ok(sequences.every((sequence, i) => i === 0 || sequence > (sequences[i - 1] ?? 0)));
  await fast.close();
});

test('GET /messages has those that a filter is true of, from all that are kept, and counts what is undecided', async () => {
  await using api = await makeLife(20_000);
  api.log.record(callOf('slow', { latencyMs: 900, bytesReceived: 4000 }));
  api.log.record(callOf('silent', { latencyMs: null }));
  for (let i = 0; i < 15_000; i++) api.log.record(callOf('fast'));
  const f = async (filter: string, want: string, undecided = 0): Promise<Messages> => {
    const messages = await read(api, `/messages?filter=${encodeURIComponent(filter)}`);
    assert.deepEqual([methods(messages.messages), messages.undecided], [want, undecided], filter);
    return messages;
  };
  await f('latency > 0.5', 'slow', 1);
  await f('known(latency) && latency * 1000 >= 900', 'slow');
  await f("bytes.received > 1000 && outcome == 'ok'", 'slow');
  await f('SILENT', 'silent');
  await f("code != '404' && method != 'fast'", 'slow silent');
  await f("code == '404'", '');
  await f("method == 'fast' && latency > 0.5", '');
  const { next } = await f("method.startsWith('s')", 'slow silent');
  assert.equal(new URL(next, 'http://x').searchParams.get('filter'), "method.startsWith('s')");
  const start = `${api.log.end.split('-')[0]}-0`;
  const some = await read(
    api,
    `/messages?after=${start}&limit=1&filter=${encodeURIComponent("method != 'fast'")}`,
  );
  assert.equal(methods(some.messages), 'slow');
  assert.equal(methods((await read(api, some.next)).messages), 'silent');
});

test('a reader that waits with a filter is woken by the first that it is true of', async () => {
  await using api = await makeLife();
  const answer = api.app.inject(`/messages?after=${api.log.end}&wait=60&filter=c`);
  let cursor = api.log.end;
  for (const name of ['a', 'b']) {
    api.record(name);
    await api.log.wait(cursor, new AbortController().signal);
    await setImmediate();
    cursor = api.log.end;
  }
  api.record('c');
  assert.equal(methods((await answer).json<Messages>().messages), 'c');
});

async function nextMethod(reader: Listener): Promise<string> {
  const [, message] = (await reader.next()) ?? [];
  return (message as Message).method;
}

test('a stream with a filter has only what it is true of, behind many that it is not', async () => {
  await using api = await makeLife(65_536);
  const cursor = api.log.end;
  for (let i = 0; i < 25_000; i++) api.log.record(callOf('a'));
  api.record('b');
  const path = `/messages?after=${cursor}&filter=${encodeURIComponent("method in ['b', 'c']")}`;
  const readers = await Promise.all([path, path].map((url) => Listener.open(api, url)));
  for (const reader of readers) assert.equal(await nextMethod(reader), 'b');
  api.record('a', 'c');
  for (const reader of readers) {
    assert.equal(await nextMethod(reader), 'c');
    await reader.close();
  }
});

test('a filter that cannot be read is refused with its place and the fields, streams too', async () => {
  await using api = await makeLife();
  for (const accept of ['application/json', 'text/event-stream', 'application/x-ndjson']) {
    const url = `/messages?filter=${encodeURIComponent("metod == 'a'")}`;
    const { statusCode, body } = await api.app.inject({ url, headers: { accept } });
    const { code, detail, position, length, known } = JSON.parse(body) as Record<string, unknown>;
    assert.deepEqual([statusCode, code, position, length], [400, 'FILTER_INVALID', 0, 5]);
    assert.equal(detail, 'Cannot read filter: no field is called "metod"; "method"?');
    assert.deepEqual(known, Object.keys(messageFields));
  }
});

test('a filter can ask for each member of a message that is kept, of its type', () => {
  const log = new MessageLog(stillClock());
  log.record(callOf('a', { code: 'NO_DOMAIN' }));
  const [message] = log.after(`${log.end.split('-')[0]}-0`, 1).records;
  assert.ok(message);
  const { payload, ...contents } = contentsOf(message);
  assert.equal(payload, null);
  const types = Object.entries(contents).map(([name, value]) => [name, typeof value]);
  const told = Object.entries(messageFields).map(([name, { type }]) => [name, { double: 'number', map: 'object', string: 'string' }[type]]); // prettier-ignore
  assert.deepEqual(types, told);
});

test('a stream whose filter leaves out all has the place to go on from', async () => {
  let now = 0;
  const clock = Object.assign(stillClock(), {
    sleep: () => new Promise<never>(() => {}),
    monotonic: () => now,
  });
  const log = new MessageLog(clock, { items: 1000 });
  await using api = await makeTestApi({ messages: log }, clock);
  const listener = await Listener.open(api, "/messages?filter=method=='b'");
  const start = log.end;
  log.record(callOf('a'));
  await log.wait(start, new AbortController().signal);
  await setImmediate();
  now = 10_000;
  log.record(callOf('a'));
  assert.deepEqual(await listener.next(), ['cursor', { cursor: log.end }]);
  log.record(callOf('b'));
  assert.equal(await nextMethod(listener), 'b');
  await listener.close();
});
