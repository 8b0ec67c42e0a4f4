import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { FakeDaemon } from '../test/fake-daemon.ts';
import { failure } from '../test/failure.ts';
import { freshFolder, listen, OPENING, type Listening } from '../test/listen.ts';
import { AuthError, ConnectError, DeadlineError, LibvirtError } from './error.ts';
import { decodePayload } from './frame.ts';
import { open } from './open.ts';
import { procedures } from './procedures.ts';

describe('open', () => {
  it('asks for authentication first and opens read-only', async () => {
    await using folder = await freshFolder();
    const path = `${folder.path}/sock`;
    await using server = await listen({ ...OPENING, CONNECT_GET_TYPE: () => ({ text: 'QEMU' }) }, { path });
    await using client = await open(`qemu+unix:///system?socket=${path}`);
    assert.equal(await client.type(), 'QEMU');
    const [first, second] = server.daemons[0]!.received;
    assert.equal(first?.procedure, procedures.AUTH_LIST.number);
    assert.equal(second?.procedure, procedures.CONNECT_OPEN.number);
    assert.deepEqual(decodePayload(procedures.CONNECT_OPEN.args, second.payload), {
      uri: 'qemu:///system',
      flags: 1,
    });
    assert.deepEqual([client.uri, client.readOnly], ['qemu:///system', true]);
  });

  it('tries the sockets of a session in order and authenticates with polkit where asked', async () => {
    await using folder = await freshFolder();
    await mkdir(`${folder.path}/libvirt`);
    const answers = { ...OPENING, AUTH_LIST: () => ({ types: [2] }), AUTH_POLKIT: () => ({ complete: 1 }) };
    await using server = await listen(answers, { path: `${folder.path}/libvirt/libvirt-sock` });
    const environment = { XDG_RUNTIME_DIR: folder.path };
    await using client = await open('qemu:///session', { environment, uid: 7, readOnly: false });
    assert.equal(client.readOnly, false);
    const call = await server.daemons[0]!.call('CONNECT_OPEN');
    assert.equal(decodePayload(procedures.CONNECT_OPEN.args, call.payload).flags, 0);
    await server.daemons[0]!.call('AUTH_POLKIT');
  });

  it('reports what was tried when nothing answers', async () => {
    await using folder = await freshFolder();
    const error = await failure(
      open('qemu:///session', { environment: { XDG_RUNTIME_DIR: folder.path }, uid: 7 }),
    );
    assert.ok(error instanceof ConnectError);
    assert.equal(error.code, 'CONNECT_FAILED');
    assert.deepEqual(
      error.attempts.map(({ target }) => target),
      [`${folder.path}/libvirt/virtqemud-sock`, `${folder.path}/libvirt/libvirt-sock`],
    );
    assert.match(error.message, /ENOENT/);
  });

  it('refuses a daemon that accepts only SASL', async () => {
    await using folder = await freshFolder();
    const path = `${folder.path}/sock`;
    await using server = await listen({ ...OPENING, AUTH_LIST: () => ({ types: [1] }) }, { path });
    const error = await failure(open(`qemu:///system?socket=${path}`));
    assert.ok(error instanceof AuthError);
    assert.match(error.message, /accepts only SASL/);
    assert.equal(server.daemons.length, 1);
  });

  it('hands on the refusal of the daemon and closes the connection', async () => {
    await using folder = await freshFolder();
    const path = `${folder.path}/sock`;
    const { CONNECT_OPEN: _, ...answers } = OPENING;
    await using server = await listen(answers, { path });
    const opening = failure(open(`qemu:///system?socket=${path}`));
    const daemon = await daemonOf(server);
    const closed = new Promise((resolve) => daemon.stream.once('close', resolve));
    daemon.fail(await daemon.call('CONNECT_OPEN'), { code: 45, message: 'authentication failed' });
    const error = await opening;
    assert.ok(error instanceof LibvirtError);
    assert.equal(error.code, 'AUTH_FAILED');
    await closed;
  });

  it('keeps its deadline with a daemon that sends nothing, and ends on an abort', async () => {
    await using folder = await freshFolder();
    const path = `${folder.path}/sock`;
    await using server = await listen({}, { path });
    const error = await failure(open(`qemu:///system?socket=${path}`, { deadlineMs: 1 }));
    assert.ok(error instanceof DeadlineError);
    const abort = new AbortController();
    const opening = failure(open(`qemu:///system?socket=${path}`, { signal: abort.signal }));
    await daemonOf(server);
    abort.abort(new Error('enough'));
    assert.match(String(await opening), /enough/);
  });
});

/** The daemon that has been asked how to authenticate and is still connected, once there is one. */
async function daemonOf({ daemons }: Listening): Promise<FakeDaemon> {
  const { number } = procedures.AUTH_LIST;
  const asked = ({ stream, received }: FakeDaemon) =>
    !stream.destroyed && received.some(({ procedure }) => procedure === number);
  for (;;) {
    const daemon = daemons.find(asked);
    if (daemon) return daemon;
    await setImmediate();
  }
}
