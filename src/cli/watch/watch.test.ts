import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { makeTestApi, stillClock, type TestApi } from '../../api/fixture.ts';
import type { Message } from '../../api/wire/messages.ts';
import { callOf } from '../../streams/fixture.ts';
import { MessageLog } from '../../streams/mod.ts';
import { runCli, testIo, type TestIo } from '../fixture.ts';
import { follow } from './follow.ts';
import { messages } from './messages.ts';
import { watch } from './run.ts';
import type { Passed, Received } from './server.ts';

const sleep = (): Promise<void> => setImmediate();

interface Life extends AsyncDisposable {
  readonly url: string;
  readonly api: TestApi;
  readonly log: MessageLog;
}

/** A server with a log, on a port that may be given. */
async function makeLife(log = new MessageLog(stillClock(), { items: 100 }), port = 0): Promise<Life> {
  const api = await makeTestApi({ messages: log });
  const url = await api.app.listen({ host: '127.0.0.1', port });
  return { url, api, log, [Symbol.asyncDispose]: () => api.app.close() };
}

async function until(io: TestIo, pattern: RegExp): Promise<void> {
  while (!pattern.test(io.out() + io.err())) await setImmediate();
}

test('watch messages prints the newest calls and each that comes, as text that a terminal only shows', async () => {
  await using life = await makeLife();
  for (let i = 0; i < 12; i++) life.log.record(callOf(`before-${i}`));
  const io = testIo();
  const running = runCli(['watch', 'messages', '--server', life.url], io);
  await until(io, /before-11/);
  life.log.record(callOf('DOMAIN_GET_INFO', { peer: 'evil\u001B[2J', outcome: 'error', code: 'NO_DOMAIN' }));
  life.log.record(
    callOf('GET /metrics', { direction: 'in', interface: 'http', latencyMs: null, bytesSent: null }),
  );
  await until(io, /GET \/metrics/);
  io.end();
  await running;
  const lines = io.out().trimEnd().split('\n'); // prettier-ignore
  assert.equal(lines.length, 12, 'ten of before');
  assert.deepEqual(lines.slice(-2), [
    '2027-01-15T08:00:00.000Z out libvirt evil\uFFFD[2J       1.5 ms     36 B     56 B error NO_DOMAIN DOMAIN_GET_INFO',
    '2027-01-15T08:00:00.000Z in  http    libvirt             -        -     56 B ok GET /metrics',
  ]);
  assert.equal(io.exitCode(), 0);
});

test('watch messages --json prints an object a line, escaped', async () => {
  await using life = await makeLife();
  life.log.record(callOf('a\u001B[2J\n\u202Eb'));
  const io = testIo();
  const running = runCli(['watch', 'messages', '--json', '--server', life.url], io);
  await until(io, /\n/);
  io.end();
  await running;
  const [line, rest] = io.out().split('\n');
  assert.equal(rest, '');
  assert.equal((JSON.parse(line ?? '') as Message).method, 'a\u001B[2J\n\u202Eb');
  assert.ok(!io.out().includes('\u001B') && !io.out().includes('\u202E'));
});

test('watch messages goes on behind the last message after the connection was lost, and says what is missing', async () => {
  const first = await makeLife();
  const io = testIo();
  const port = Number(new URL(first.url).port);
  first.log.record(callOf('one'));
  const running = watch(messages, { server: first.url }, io.io, sleep);
  await until(io, /one/);
  await first.api.app.close();
  await until(io, /-- lost the connection/);
  first.log.record(callOf('two'));
  const second = await makeLife(first.log, port);
  await until(io, /-- connected again: no message is missing\n.*two/);
  await second.api.app.close();
  for (let i = 0; i < 130; i++) first.log.record(callOf(`many-${i}`));
  const third = await makeLife(first.log, port);
  await until(io, /-- 30 messages are missing: the server has dropped them\n.*many-30\n/);
  await third.api.app.close();
  const log = new MessageLog(stillClock());
  log.record(callOf('anew'));
  const fourth = await makeLife(log, port);
  await until(io, /-- the server was started anew: how many messages are missing is not known\n.*anew/);
  io.end();
  await running;
  await fourth.api.app.close();
  assert.equal(io.out().match(/two/g)?.length, 1);
  assert.equal(io.out().match(/many-129/g)?.length, 1);
});

test('watch messages --json has gaps as objects, and notes on standard error', async () => {
  const first = await makeLife();
  const io = testIo();
  const port = Number(new URL(first.url).port);
  const running = watch(messages, { server: first.url, json: true }, io.io, sleep);
  first.log.record(callOf('one'));
  await until(io, /one/);
  await first.api.app.close();
  await until(io, /lost the connection/);
  for (let i = 0; i < 101; i++) first.log.record(callOf('many'));
  const second = await makeLife(first.log, port);
  await until(io, /"gap":1\}\n/);
  io.end();
  await running;
  await second.api.app.close();
  for (const line of io.out().trimEnd().split('\n')) JSON.parse(line);
});

test('watch messages ends where there is no server, and where the answer is no list of messages', async () => {
  const server = createServer((_, response) =>
    response.setHeader('content-type', 'application/json').end('{}'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const strange = testIo();
  await runCli(['watch', 'messages', '--server', url], strange);
  assert.match(strange.err(), /^error: Cannot read messages of .*: its answer has no messages/);
  await new Promise((resolve) => server.close(resolve));
  const absent = testIo();
  await runCli(['watch', 'messages', '--server', url], absent);
  assert.match(absent.err(), /^error: Cannot reach .*start a server with "virtscope serve"/);
  assert.deepEqual([strange.exitCode(), absent.exitCode()], [1, 1]);
});

test('watch messages with a filter prints only what it is true of, and misses nothing that it was not', async () => {
  const first = await makeLife();
  const io = testIo();
  const port = Number(new URL(first.url).port);
  for (const name of ['one', 'other']) first.log.record(callOf(name));
  const running = watch(
    messages,
    { server: first.url, filter: "method.contains('o') && method != 'other'" },
    io.io,
    sleep,
  );
  await until(io, /one/);
  first.log.record(callOf('other'));
  first.log.record(callOf('two'));
  await until(io, /two/);
  await first.api.app.close();
  await until(io, /lost the connection/);
  const second = await makeLife(first.log, port);
  second.log.record(callOf('four'));
  await until(io, /no message is missing\n.*four/);
  io.end();
  await running;
  await second.api.app.close();
  assert.ok(!io.out().includes('other'));
});

test('watch messages goes on from where the server says that it is', async () => {
  const asked: string[] = [];
  const stop = new AbortController();
  const server = {
    async *after(cursor: string): AsyncGenerator<Received<Message> | Passed> {
      asked.push(cursor);
      if (asked.length === 3) stop.abort();
      yield { passed: `passed-${asked.length}` };
      await setImmediate();
    },
  };
  const seen = await Array.fromAsync(follow({ server, cursor: 'start', sleep, signal: stop.signal }));
  assert.deepEqual(asked, ['start', 'passed-1', 'passed-2']);
  assert.ok(seen.every((one) => 'lost' in one || 'gap' in one));
});

test('a filter that cannot be read ends watch messages with what is wrong', async () => {
  await using life = await makeLife();
  const io = testIo();
  await runCli(['watch', 'messages', 'metod == 1', '--server', life.url], io);
  assert.match(io.err(), /Cannot read filter: no field is called "metod"; "method"\?/);
  assert.equal(io.exitCode(), 1);
});
