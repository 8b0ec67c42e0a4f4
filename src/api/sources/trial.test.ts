import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { test } from 'node:test';
import type { NewConnection, StepResult } from '../../model/connection.ts';
import { InputError } from '../../model/error.ts';
import { makeTestApi, type TestApi } from '../fixture.ts';
import { noConnections } from './no-connections.ts';

const passed: StepResult = { step: 'name', outcome: 'ok', text: null, remedy: null };
const failed: StepResult = {
  step: 'connection',
  outcome: 'failed',
  text: 'nothing listens at h1 port 22',
  remedy: 'start sshd on the host',
};
const payload = { target: 'qemu+ssh://h1/system' };
const post = { method: 'POST', url: '/sources/test', payload } as const;
const asStream = { ...post, headers: { accept: 'text/event-stream' } };

type Try = (asked: NewConnection, signal: AbortSignal) => AsyncIterable<StepResult>;

function makeOne(tryOne: Try): Promise<TestApi> {
  return makeTestApi({ connections: { ...noConnections, test: tryOne } });
}

/** Tests that go on until their signals are aborted, and how many do. */
function endless(): { tryOne: Try; running: () => number } {
  let running = 0;
  const tryOne: Try = async function* (_, signal) {
    running++;
    try {
      yield passed;
      await once(signal, 'abort');
      signal.throwIfAborted();
    } finally {
      running--;
    }
  };
  return { tryOne, running: () => running };
}

test('a test answers all steps, and whether none failed; the same as events, each as it ends', async () => {
  const asked: NewConnection[] = [];
  let results = [passed, failed];
  await using api = await makeOne(async function* (one) {
    asked.push(one);
    yield* results;
  });
  assert.deepEqual((await api.app.inject(post)).json(), { ok: false, steps: results });
  assert.deepEqual(asked, [{ kind: 'libvirt', uri: payload.target, name: null, intervalMs: null }]);
  const streamed = await api.app.inject(asStream);
  assert.equal(streamed.headers['content-type'], 'text/event-stream; charset=utf-8');
  assert.equal(
    streamed.body,
    `retry: 2000\n\nid: 1\nevent: step\ndata: ${JSON.stringify(passed)}\n\n` +
      `id: 2\nevent: step\ndata: ${JSON.stringify(failed)}\n\nid: 3\nevent: end\ndata: {"ok":false}\n\n`,
  );
  results = [passed, { ...passed, step: 'host-key', outcome: 'skipped' }];
  assert.deepEqual((await api.app.inject(post)).json(), { ok: true, steps: results });
  assert.match((await api.app.inject(asStream)).body, /event: end\ndata: \{"ok":true\}/);
});

test('what may not be asked is refused before the stream begins', async () => {
  await using api = await makeOne(() => {
    throw new InputError('CONFIG_INVALID', 'Cannot use URI: command runs something');
  });
  for (const one of [post, asStream]) {
    const { statusCode, headers } = await api.app.inject(one);
    assert.deepEqual([statusCode, headers['content-type']], [400, 'application/problem+json; charset=utf-8']);
  }
  const other = await api.app.inject({ ...post, headers: { 'sec-fetch-site': 'cross-site' } });
  assert.equal(other.statusCode, 403);
});

test('a test ends with its reader, and a few at most go on at a time', async () => {
  const { tryOne, running } = endless();
  await using api = await makeOne(tryOne);
  const { port } = new URL(await api.app.listen({ host: '127.0.0.1', port: 0 }));
  const open = Array.from({ length: 4 }, (_, i) => {
    const accept = i % 2 === 0 ? 'text/event-stream' : 'application/json';
    const headers = { 'content-type': 'application/json', accept };
    const sent = request({ host: '127.0.0.1', port, path: post.url, method: 'POST', headers });
    sent.on('error', () => {});
    sent.end(JSON.stringify(payload));
    return sent;
  });
  while (running() < open.length) await new Promise(setImmediate);
  const busy = await api.app.inject(post);
  assert.deepEqual([busy.statusCode, busy.json<{ code: string }>().code], [503, 'TESTS_BUSY']);
  for (const one of open) one.destroy();
  while (running() > 0) await new Promise(setImmediate);
});
