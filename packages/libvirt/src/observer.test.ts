import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FakeDaemon } from '../test/fake-daemon.ts';
import { failure } from '../test/failure.ts';
import { ManualTimers } from '../test/manual-timers.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { LibvirtError } from './error.ts';
import { encodeFrame } from './frame.ts';
import type { FinishedCall } from './observer.ts';

const found = { domain: { name: 'a', uuid: '00000000-0000-4000-8000-000000000001', id: 1 } };

function start(options: ConnectionOptions = {}) {
  const { daemon, stream } = FakeDaemon.pair();
  const timers = new ManualTimers();
  const calls: FinishedCall[] = [];
  const connection = new Connection(stream, {
    timers,
    keepaliveMs: 0,
    observer: (call) => calls.push(call),
    ...options,
  });
  const lookup = (text: string, signal?: AbortSignal) =>
    connection.call('DOMAIN_LOOKUP_BY_NAME', { text }, { deadlineMs: 100, ...(signal && { signal }) });
  return { daemon, timers, calls, connection, lookup };
}

describe('an observer of a connection', () => {
  it('gets each call with its bytes and the time since it was sent', async () => {
    const { calls, connection, daemon, lookup, timers } = start({ maxInFlight: 1 });
    const both = [lookup('a'), lookup('abcde')];
    for (const nth of [0, 1]) {
      const sent = await daemon.call('DOMAIN_LOOKUP_BY_NAME', nth);
      timers.advance(7);
      daemon.reply(sent, 'DOMAIN_LOOKUP_BY_NAME', found);
      await both[nth];
    }
    const call = { procedure: 'DOMAIN_LOOKUP_BY_NAME', bytesReceived: 56, outcome: 'ok', code: null };
    assert.deepEqual(calls, [
      { ...call, serial: 1, bytesSent: 36, latencyMs: 7 },
      { ...call, serial: 2, bytesSent: 40, latencyMs: 7 },
    ]);
    connection.close();
    assert.equal(calls.length, 2);
  });

  it('gets the code of an error, and of an answer that makes no sense', async () => {
    const { calls, connection, daemon, lookup } = start();
    const call = failure(lookup('a'));
    daemon.fail(await daemon.call('DOMAIN_LOOKUP_BY_NAME'), { code: 42, message: 'Domain not found' });
    assert.ok((await call) instanceof LibvirtError);
    const other = failure(lookup('b'));
    const sent = await daemon.call('DOMAIN_LOOKUP_BY_NAME', 1);
    daemon.stream.write(encodeFrame({ ...sent, type: 1, status: 9 }));
    await other;
    assert.deepEqual(
      calls.map(({ outcome, code, bytesReceived }) => [outcome, code, bytesReceived > 0]),
      [
        ['error', 'NO_DOMAIN', true],
        ['error', 'PROTOCOL', true],
      ],
    );
    connection.close();
  });

  it('gets a late call once, when its caller gives up', async () => {
    const { calls, connection, daemon, lookup, timers } = start({ maxInFlight: 1 });
    const [late, queued] = [failure(lookup('late')), failure(lookup('queued'))];
    const sent = await daemon.call('DOMAIN_LOOKUP_BY_NAME');
    timers.advance(100);
    await Promise.all([late, queued]);
    daemon.reply(sent, 'DOMAIN_LOOKUP_BY_NAME', found);
    const next = lookup('next');
    daemon.reply(await daemon.call('DOMAIN_LOOKUP_BY_NAME', 1), 'DOMAIN_LOOKUP_BY_NAME', found);
    await next;
    assert.deepEqual(
      calls.map(({ serial, outcome, latencyMs, bytesSent }) => [serial, outcome, latencyMs, bytesSent]),
      [
        [1, 'timeout', 100, 36],
        [null, 'timeout', 100, 0],
        [2, 'ok', 0, 36],
      ],
    );
    connection.close();
  });

  it('distinguishes a caller that gives up, the deadline of its signal, and a lost connection', async () => {
    const { calls, connection, daemon, lookup } = start();
    const [abort, timeout] = [new AbortController(), new AbortController()];
    const all = [lookup('a', abort.signal), lookup('b', timeout.signal), lookup('c')].map(failure);
    await daemon.call('DOMAIN_LOOKUP_BY_NAME', 2);
    abort.abort();
    timeout.abort(new DOMException('late', 'TimeoutError'));
    daemon.stream.end();
    await Promise.all(all);
    assert.deepEqual(
      calls.map(({ outcome }) => outcome),
      ['cancelled', 'timeout', 'closed'],
    );
    connection.close();
  });
});
