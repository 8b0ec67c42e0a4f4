import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import type { Answers, FakeDaemon } from '../../../../packages/libvirt/test/fake-daemon.ts';
import { freshFolder, listen, OPENING } from '../../../../packages/libvirt/test/listen.ts';
import { relayTo } from '../../../../packages/libvirt/test/relay.ts';
import { FakeClock } from '../../../../test/fake-clock.ts';
import { Session } from './session.ts';

const REGISTER = 'CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY';
const noDeadline = 60_000;

/** A session with a daemon of this process that leaves registrations to the test. */
async function start(answers: Answers = {}, transport: 'unix' | 'ssh' = 'unix') {
  const folder = await freshFolder();
  const socket = `${folder.path}/sock`;
  const server = await listen({ ...OPENING, ...answers }, { path: socket });
  const uri =
    transport === 'ssh'
      ? `qemu+ssh://h1/system?command=${encodeURIComponent(await relayTo(socket, folder.path))}`
      : `qemu+unix:///system?socket=${encodeURIComponent(socket)}`;
  const clock = new FakeClock(1_000_000);
  const lost: string[] = [];
  const session = new Session({
    uri,
    clock,
    random: () => 0,
    onEvent: () => {},
    onLost: (reason) => lost.push(reason),
  });
  return {
    session,
    clock,
    lost,
    daemons: server.daemons,
    connect: () => session.connect(noDeadline, new AbortController().signal),
    async [Symbol.asyncDispose]() {
      await session.close();
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Answers a registration with bytes that are no answer to it. */
async function answerNonsense(daemon: FakeDaemon): Promise<void> {
  daemon.replyRaw(await daemon.call(REGISTER), new Uint8Array(0));
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('Session', () => {
  it('drops a daemon whose answer to an event registration makes no sense, and has the reason', async () => {
    await using test = await start();
    assert.equal(await test.connect(), true);
    await answerNonsense(test.daemons[0] as FakeDaemon);
    await until(() => test.session.client === null);
    assert.match(test.session.reason ?? '', /Cannot read 4 bytes at 0: only 0 are left/);
    assert.deepEqual(test.lost, [test.session.reason]);
  });

  it('opens it again after a pause that doubles each time', async () => {
    await using test = await start();
    for (const [nth, pauseMs] of [1000, 2000, 4000].entries()) {
      assert.equal(await test.connect(), true);
      await answerNonsense(test.daemons[nth] as FakeDaemon);
      await until(() => test.session.client === null);
      test.clock.pass(pauseMs - 1);
      assert.equal(await test.connect(), false);
      assert.match(test.session.reason ?? '', /only 0 are left/);
      test.clock.pass(1);
    }
    assert.equal(test.daemons.length, 3);
  });

  it('has the sentence and remedy of an ssh that fails, and logs in again after a pause that doubles', async () => {
    await using folder = await freshFolder();
    const command = `${folder.path}/ssh`;
    const log = `${folder.path}/log`;
    const denied = 'echo "root@h1: Permission denied (publickey)." >&2; exit 255';
    await writeFile(command, `#!/bin/sh\necho tried >> ${log}\n${denied}\n`, { mode: 0o755 });
    const clock = new FakeClock(1_000_000);
    const uri = `qemu+ssh://root@h1/system?command=${encodeURIComponent(command)}`;
    const session = new Session({ uri, clock, random: () => 0, onEvent: () => {}, onLost: () => {} });
    const connect = () => session.connect(noDeadline, new AbortController().signal);
    const tries = () => readFileSync(log, 'utf8').split('\n').length - 1;
    for (const [nth, pauseMs] of [1000, 2000].entries()) {
      assert.equal(await connect(), false);
      assert.match(
        session.reason ?? '',
        /^Cannot reach libvirt at root@h1 by ssh: the host refused the login of root .*authorized_keys/,
      );
      clock.pass(pauseMs - 1);
      assert.equal(await connect(), false);
      assert.equal(tries(), nth + 1);
      clock.pass(1);
    }
    await session.close();
  });

  it('connects a host over the network again after a pause, and without it on request', async () => {
    let tries = 0;
    await using server = createServer((socket) => (tries++, socket.destroy())).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const uri = `qemu+tcp://127.0.0.1:${(server.address() as AddressInfo).port}/system`;
    const clock = new FakeClock(1_000_000);
    const session = new Session({ uri, clock, random: () => 0, onEvent: () => {}, onLost: () => {} });
    const connect = () => session.connect(noDeadline, new AbortController().signal);
    for (const nth of [1, 2]) {
      assert.equal(await connect(), false);
      assert.equal(await connect(), false);
      assert.equal(tries, nth);
      clock.pass(nth * 1000);
    }
    assert.equal(await connect(), false);
    session.retry();
    await until(() => tries === 4);
    await session.close();
    session.retry();
    assert.equal(tries, 4);
  });

  it('goes on with an attempt that takes longer than a poll waits', async () => {
    await using test = await start({ AUTH_LIST: () => null });
    const waiting = test.session.connect(4000, new AbortController().signal);
    await until(() => test.daemons.length > 0);
    await test.clock.advance(4000);
    assert.equal(await waiting, false);
    assert.equal(test.session.reason, 'not connected yet');
    const daemon = test.daemons[0] as FakeDaemon;
    daemon.reply(await daemon.call('AUTH_LIST'), 'AUTH_LIST', { types: [0] });
    assert.equal(await test.connect(), true);
    assert.equal(test.daemons.length, 1);
  });

  it('has the reason of an ssh that ends while it is connected', async () => {
    await using test = await start({}, 'ssh');
    assert.equal(await test.connect(), true);
    test.daemons[0]!.stream.destroy();
    await until(() => test.session.client === null);
    assert.match(
      test.session.reason ?? '',
      /^Cannot reach libvirt at h1 by ssh: the libvirt daemon of the host ended/,
    );
    assert.deepEqual(test.lost, [test.session.reason]);
    assert.equal(await test.connect(), false);
    test.clock.pass(1000);
    assert.equal(await test.connect(), true);
  });

  it('reads a daemon that refuses registrations', async () => {
    await using test = await start();
    await test.connect();
    const daemon = test.daemons[0] as FakeDaemon;
    daemon.fail(await daemon.call(REGISTER), { code: 88, message: 'access denied' });
    await until(() => test.session.client?.connection.inFlight === 0);
    assert.equal(test.session.reason, null);
  });

  it('leaves no connection open that is opened while it closes, and opens none afterwards', async () => {
    await using test = await start({ AUTH_LIST: () => null });
    const connecting = test.connect();
    await until(() => test.daemons.length > 0);
    const daemon = test.daemons[0] as FakeDaemon;
    const opening = await daemon.call('AUTH_LIST');
    const closing = test.session.close();
    daemon.reply(opening, 'AUTH_LIST', { types: [0] });
    assert.equal(await connecting, false);
    await closing;
    assert.equal(test.session.client, null);
    await until(() => daemon.stream.destroyed);
    assert.equal(await test.connect(), false);
    assert.equal(test.daemons.length, 1);
  });
});
