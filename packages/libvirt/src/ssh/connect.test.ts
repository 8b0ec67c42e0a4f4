import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type { Answers } from '../../test/fake-daemon.ts';
import { failure } from '../../test/failure.ts';
import { freshFolder, listen, OPENING } from '../../test/listen.ts';
import { relayTo } from '../../test/relay.ts';
import { ConnectionClosedError } from '../error.ts';
import { open } from '../open.ts';
import { procedures } from '../procedures.ts';
import { SshError } from './error.ts';

const answers: Answers = {
  ...OPENING,
  CONNECT_GET_HOSTNAME: () => ({ text: 'h1' }),
};

/** A daemon and the URI that leads to it through a program in the place of ssh. */
async function start(own: Answers = answers) {
  const folder = await freshFolder();
  const socket = `${folder.path}/sock`;
  const server = await listen(own, { path: socket });
  /** @param script of a shell that is run in the place of ssh; without one a relay to the daemon is */
  const uri = async (script?: string) => {
    const command =
      script === undefined ? await relayTo(socket, folder.path) : await scriptOf(script, folder.path);
    return `qemu+ssh://scope@h1/system?command=${encodeURIComponent(command)}`;
  };
  return {
    uri,
    daemons: server.daemons,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function scriptOf(script: string, folder: string): Promise<string> {
  const path = `${folder}/script`;
  await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

async function refusal(opening: Promise<unknown>): Promise<SshError> {
  const error = await failure(opening);
  assert.ok(error instanceof SshError, String(error));
  return error;
}

describe('open over ssh', () => {
  it('speaks with the daemon, which it lets ping', async () => {
    await using test = await start();
    await using client = await open(await test.uri());
    assert.equal(await client.hostname(), 'h1');
    const asked = test.daemons[0]!.received.map(({ procedure }) => procedure);
    const names = ['AUTH_LIST', 'CONNECT_SUPPORTS_FEATURE', 'CONNECT_OPEN'] as const;
    assert.deepEqual(
      asked.slice(0, 3),
      names.map((name) => procedures[name].number),
    );
  });

  it('speaks with a daemon that does not know the question', async () => {
    const { CONNECT_SUPPORTS_FEATURE: _, ...others } = answers;
    await using test = await start(others);
    const opening = open(await test.uri());
    let daemon;
    while (!(daemon = test.daemons[0])) await new Promise(setImmediate);
    daemon.fail(await daemon.call('CONNECT_SUPPORTS_FEATURE'), {
      code: 39,
      message: 'unknown procedure: 60',
    });
    await using client = await opening;
    assert.equal(await client.hostname(), 'h1');
  });

  it('fails with what ssh says, whatever moment it ends at', async () => {
    await using test = await start();
    const error = await refusal(open(await test.uri('echo "Host key verification failed." >&2; exit 255')));
    assert.equal(error.code, 'SSH_HOST_KEY_UNKNOWN');
    assert.match(
      error.message,
      /^Cannot reach libvirt at scope@h1 by ssh: the host key is not known on this machine; run "/,
    );
  });

  it('fails with the text of a shell that prints', async () => {
    await using test = await start();
    const error = await refusal(open(await test.uri('echo "Welcome to h1"; exec cat >/dev/null')));
    assert.equal(error.code, 'SSH_SHELL_PRINTS');
  });

  it('fails where the program is not there', async () => {
    const error = await refusal(open('qemu+ssh://h1/system?command=/nowhere/ssh'));
    assert.equal(error.code, 'SSH_NOT_FOUND');
    assert.match(
      error.message,
      /\/nowhere\/ssh cannot be run: spawn \/nowhere\/ssh ENOENT; install openssh-client/,
    );
  });

  it('fails with the remedy where polkit refuses or is not there', async () => {
    const f = async (code: number, message: string, want: string, remedy: RegExp) => {
      const AUTH_LIST = () => ({ types: [2] });
      await using test = await start({ ...answers, AUTH_LIST });
      const opening = refusal(open(await test.uri()));
      let daemon;
      while (!(daemon = test.daemons[0])) await new Promise(setImmediate);
      daemon.fail(await daemon.call('AUTH_POLKIT'), { code, message });
      const error = await opening;
      assert.equal(error.code, want);
      assert.match(error.message, new RegExp(message));
      assert.match(error.remedy, remedy);
    };
    const noAgent = 'authentication unavailable: no polkit agent available';
    const noBus = 'internal error: Unable to get system bus connection';
    await f(94, noAgent, 'SSH_POLKIT_REFUSED', /usermod -aG libvirt/);
    await f(1, noBus, 'SSH_POLKIT_UNAVAILABLE', /start dbus/);
  });

  it('ends its calls with the reason where ssh ends later', async () => {
    await using test = await start({ ...answers, CONNECT_GET_HOSTNAME: () => null });
    await using client = await open(await test.uri());
    const waiting = failure(client.hostname());
    await test.daemons[0]!.call('CONNECT_GET_HOSTNAME');
    test.daemons[0]!.stream.destroy();
    const error = await waiting;
    assert.ok(error instanceof ConnectionClosedError);
    assert.ok(error.cause instanceof SshError);
    assert.equal(error.cause.code, 'SSH_NETCAT_ENDED');
  });
});
