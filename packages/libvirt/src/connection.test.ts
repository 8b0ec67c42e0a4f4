import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FakeDaemon, messageHeader, type Answers } from '../test/fake-daemon.ts';
import { failure } from '../test/failure.ts';
import { ManualTimers } from '../test/manual-timers.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { ConnectionClosedError, DeadlineError, LibvirtError, ProtocolError } from './error.ts';
import { encodeFrame, KEEPALIVE, PROGRAM } from './frame.ts';

function start(options: ConnectionOptions = {}, answers: Answers = {}) {
  const { daemon, stream } = FakeDaemon.pair(answers);
  const timers = new ManualTimers();
  const connection = new Connection(stream, { timers, keepaliveMs: 0, ...options });
  return { daemon, timers, connection, stream };
}

const byName = (connection: Connection, text: string, options = {}) =>
  connection.call('DOMAIN_LOOKUP_BY_NAME', { text }, options);
const found = (name: string) => ({
  domain: { name, uuid: '00000000-0000-4000-8000-000000000001', id: 1 },
});

const pingFrame = encodeFrame({
  ...messageHeader(KEEPALIVE.ping),
  program: PROGRAM.keepalive,
  serial: 0,
});

describe('Connection', () => {
  it('gives replies that come out of order to the calls they belong to', async () => {
    const { connection, daemon } = start();
    const calls = [byName(connection, 'a'), byName(connection, 'b'), byName(connection, 'c')];
    for (const [nth, name] of [
      [2, 'c'],
      [0, 'a'],
      [1, 'b'],
    ] as const) {
      daemon.reply(await daemon.call('DOMAIN_LOOKUP_BY_NAME', nth), 'DOMAIN_LOOKUP_BY_NAME', found(name));
    }
    assert.deepEqual(
      (await Promise.all(calls)).map(({ domain }) => domain.name),
      ['a', 'b', 'c'],
    );
    assert.equal(connection.inFlight, 0);
    connection.close();
  });

  it('keeps at most four calls in flight and sends the next when one is answered', async () => {
    const { connection, daemon } = start();
    const calls = Array.from({ length: 6 }, (_, i) => byName(connection, String(i)));
    const first = await daemon.call('DOMAIN_LOOKUP_BY_NAME', 3);
    assert.deepEqual([connection.inFlight, connection.queued], [4, 2]);
    daemon.reply(first, 'DOMAIN_LOOKUP_BY_NAME', found('3'));
    await calls[3];
    await daemon.call('DOMAIN_LOOKUP_BY_NAME', 4);
    assert.deepEqual([connection.inFlight, connection.queued, daemon.received.length], [4, 1, 5]);
    connection.close();
    await Promise.allSettled(calls);
  });

  it('rejects with the error the daemon sent', async () => {
    const { connection, daemon } = start();
    const call = byName(connection, 'nosuchguest');
    daemon.fail(await daemon.call('DOMAIN_LOOKUP_BY_NAME'), { code: 42, message: 'Domain not found' });
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof LibvirtError);
      assert.deepEqual([error.code, error.virCode, error.domain], ['NO_DOMAIN', 42, 10]);
      assert.equal(error.procedure, 'DOMAIN_LOOKUP_BY_NAME');
      assert.equal(error.unsupported, false);
      return true;
    });
    connection.close();
  });

  it('reports that a call is unsupported, and codes without a name by number', async () => {
    const { connection, daemon } = start();
    const f = async (nth: number, code: number, message: string | null, want: [string, boolean]) => {
      const call = byName(connection, 'x');
      daemon.fail(await daemon.call('DOMAIN_LOOKUP_BY_NAME', nth), { code, message });
      await assert.rejects(call, (error) => {
        assert.ok(error instanceof LibvirtError);
        assert.deepEqual([error.code, error.unsupported], want);
        return true;
      });
    };
    await f(0, 3, null, ['NO_SUPPORT', true]);
    await f(1, 39, 'unknown procedure: 999', ['RPC', true]);
    await f(2, 39, 'Unable to encode message payload', ['RPC', false]);
    await f(3, 4711, null, ['VIR_ERR_4711', false]);
    connection.close();
  });

  it('rejects at the deadline, keeps the place in flight and settles with the late reply', async () => {
    const { connection, daemon, timers } = start({ deadlineMs: 500 });
    const call = byName(connection, 'stuck');
    const sent = await daemon.call('DOMAIN_LOOKUP_BY_NAME');
    timers.advance(499);
    assert.equal(connection.stuck, 0);
    timers.advance(1);
    const error = await failure(call);
    assert.ok(error instanceof DeadlineError);
    assert.deepEqual([error.code, error.deadlineMs, error.sent], ['DEADLINE', 500, true]);
    assert.deepEqual([connection.inFlight, connection.stuck], [1, 1]);

    daemon.reply(sent, 'DOMAIN_LOOKUP_BY_NAME', found('stuck'));
    await error.settled;
    assert.deepEqual([connection.inFlight, connection.stuck], [0, 0]);
    connection.close();
  });

  it('drops a queued call at its deadline without ever sending it', async () => {
    const { connection, daemon, timers } = start({ maxInFlight: 1 });
    const first = byName(connection, 'first', { deadlineMs: Infinity });
    const second = byName(connection, 'second', { deadlineMs: 10 });
    timers.advance(10);
    const error = await failure(second);
    assert.ok(error instanceof DeadlineError);
    assert.equal(error.sent, false);
    await error.settled;
    daemon.reply(await daemon.call('DOMAIN_LOOKUP_BY_NAME'), 'DOMAIN_LOOKUP_BY_NAME', found('first'));
    await first;
    assert.equal(daemon.received.length, 1);
    connection.close();
  });

  it('stops waiting when aborted and discards the answer', async () => {
    const { connection, daemon, timers } = start();
    const abort = new AbortController();
    const call = byName(connection, 'a', { signal: abort.signal });
    const sent = await daemon.call('DOMAIN_LOOKUP_BY_NAME');
    abort.abort(new Error('no longer wanted'));
    await assert.rejects(call, /no longer wanted/);
    assert.deepEqual([connection.stuck, timers.waiting], [1, 0]);
    daemon.reply(sent, 'DOMAIN_LOOKUP_BY_NAME', found('a'));
    const next = byName(connection, 'b');
    daemon.reply(await daemon.call('DOMAIN_LOOKUP_BY_NAME', 1), 'DOMAIN_LOOKUP_BY_NAME', found('b'));
    assert.equal((await next).domain.name, 'b');
    await assert.rejects(byName(connection, 'c', { signal: abort.signal }), /no longer wanted/);
    assert.equal(connection.inFlight, 0);
    connection.close();
  });

  it('rejects every call that waits when the connection is lost, and every later one', async () => {
    const { connection, daemon, timers } = start({ maxInFlight: 1, deadlineMs: 100 });
    const late = failure(byName(connection, 'late'));
    timers.advance(100);
    const deadline = await late;
    assert.ok(deadline instanceof DeadlineError);
    const queued = byName(connection, 'queued');
    daemon.stream.end();
    const error = await failure(queued);
    assert.ok(error instanceof ConnectionClosedError);
    assert.deepEqual([error.code, error.reason], ['CONNECTION_CLOSED', 'peer']);
    await deadline.settled;
    assert.equal(await connection.closed, error);
    await assert.rejects(byName(connection, 'x'), ConnectionClosedError);
    assert.deepEqual([connection.inFlight, connection.queued, timers.waiting], [0, 0, 0]);
  });

  it('answers pings of the daemon', async () => {
    const { connection, daemon } = start();
    daemon.keepaliveMessage(KEEPALIVE.ping);
    assert.equal((await daemon.keepalive(KEEPALIVE.pong)).serial, 0);
    connection.close();
  });

  it('holds a bounded number of pongs for a daemon that pings and does not read', async () => {
    const { connection, daemon, stream } = start();
    daemon.stream.pause();
    const pings = Array.from({ length: 1000 }, () => pingFrame);
    for (let round = 0; round < 10; round += 1) {
      daemon.stream.write(Buffer.concat(pings));
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(stream.writableLength < 70_000, String(stream.writableLength));
    assert.ok(stream.writableLength > 60_000, String(stream.writableLength));
    connection.close();
  });

  it('pings a silent daemon and gives up when nothing comes back', async () => {
    const { connection, daemon, timers } = start({ keepaliveMs: 1000, keepaliveCount: 2 });
    timers.advance(1000);
    await daemon.keepalive(KEEPALIVE.ping);
    daemon.keepaliveMessage(KEEPALIVE.pong);
    // A call's answer proves that the pong before it was heard.
    const call = byName(connection, 'a', { deadlineMs: Infinity });
    daemon.reply(await daemon.call('DOMAIN_LOOKUP_BY_NAME'), 'DOMAIN_LOOKUP_BY_NAME', found('a'));
    await call;
    timers.advance(3000);
    assert.equal(connection.ended, false);
    timers.advance(1000);
    assert.equal((await connection.closed).reason, 'keepalive');
    assert.equal(timers.waiting, 0);
  });

  it('ends on a reply that no call waits for', async () => {
    const { connection, daemon } = start();
    daemon.stream.write(encodeFrame({ ...messageHeader(66), type: 1, serial: 77 }));
    assert.equal((await connection.closed).reason, 'protocol');
  });

  it('ends on a length that cannot be', async () => {
    const { connection, daemon } = start();
    daemon.stream.write(Buffer.from('ffffffff', 'hex'));
    const error = await connection.closed;
    assert.equal(error.reason, 'protocol');
    assert.ok(error.cause instanceof ProtocolError);
  });

  it('rejects a call whose reply does not decode, and continues', async () => {
    const { connection, daemon } = start();
    const call = byName(connection, 'a');
    const sent = await daemon.call('DOMAIN_LOOKUP_BY_NAME');
    daemon.stream.write(encodeFrame({ ...sent, type: 1 }));
    await assert.rejects(call, ProtocolError);
    assert.equal(connection.ended, false);
    connection.close();
  });

  it('rejects a call whose arguments do not encode and frees its place', async () => {
    const { connection } = start();
    await assert.rejects(connection.call('DOMAIN_LOOKUP_BY_UUID', { uuid: 'x' }), RangeError);
    await assert.rejects(connection.call('DOMAIN_LOOKUP_BY_ID', { value: 0.5 }), RangeError);
    assert.deepEqual([connection.inFlight, connection.queued], [0, 0]);
    connection.close();
  });
});
