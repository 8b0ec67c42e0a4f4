import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  ConnectionClosedError,
  LibvirtError,
  open,
  SshError,
  type LibvirtClient,
  type OpenOptions,
  type SshFailureCode,
} from '@virtscope/libvirt';
import { startDemo, type Demo } from '../../../src/demo/mod.ts';
import { eventually, startProgram } from '../../program.ts';
import { startSshd, withoutSshd, type Sshd } from './sshd.ts';

const guests = 5;
/** Nothing here hangs on how busy the machine is. */
const patient: OpenOptions = { deadlineMs: 60_000 };

describe('qemu+ssh with a real sshd', { skip: withoutSshd() }, () => {
  let demo: Demo;
  /** With virt-ssh-helper and without it. */
  let host: Sshd;
  let bare: Sshd;
  before(async () => {
    demo = await startDemo({ guests, calm: true });
    host = await startSshd({ socket: demo.socket });
    bare = await startSshd({ socket: demo.socket, helper: false });
  });
  after(async () => {
    const left = [host, bare].filter(Boolean);
    for (const sshd of left) await nothingLeft(sshd);
    for (const sshd of left) await sshd[Symbol.asyncDispose]();
    await demo?.stop();
  });

  async function names(client: LibvirtClient): Promise<string[]> {
    return (await client.listAllDomains()).map(({ name }) => name).toSorted();
  }

  async function local(): Promise<string[]> {
    await using client = await open(demo.uri);
    return names(client);
  }

  it('lists the domains by virt-ssh-helper, read-only', async () => {
    await using client = await open(host.uri(), patient);
    assert.deepEqual(await names(client), await local());
    const lines = [...host.sessions().values()].join('\n');
    assert.match(lines, /^virt-ssh-helper -r qemu:\/\/\/system$/m);
    assert.equal(host.clients().size, 1);
  });

  it('lists the domains by netcat where there is no helper', async () => {
    await using client = await open(bare.uri(), patient);
    assert.deepEqual(await names(client), await local());
    assert.match(
      [...bare.sessions().values()].join('\n'),
      /^nc -q0 -U \/var\/run\/libvirt\/libvirt-sock-ro$/m,
    );
  });

  it('is let in by a key that can do no more than read, whatever it asks to run', async () => {
    const file = join(host.folder, 'authorized_keys');
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, `restrict,command="virt-ssh-helper -r qemu:///system" ${whole}`);
    try {
      await using client = await open(host.uri({ proxy: 'netcat', netcat: 'nosuch' }), patient);
      assert.deepEqual(await names(client), await local());
    } finally {
      writeFileSync(file, whole);
    }
  });

  it('leaves no process behind, here or there, when connections are closed', async () => {
    const uris = [host.uri(), host.uri({ proxy: 'netcat' }), host.uri({ proxy: 'native' })];
    const clients = await Promise.all(uris.map((uri) => open(uri, patient)));
    assert.equal(host.clients().size, uris.length);
    await clients[0]!.close();
    // Without a word to the daemon.
    for (const { connection } of clients.slice(1)) connection.close();
    await nothingLeft(host);
  });

  it('leaves none of an attempt that is broken off', async () => {
    const abort = new AbortController();
    const opening = open(host.uri(), { signal: abort.signal });
    setImmediate(() => abort.abort());
    await assert.rejects(opening);
    await nothingLeft(host);
  });

  describe('fails with a code, a sentence and the remedy', () => {
    const failures: readonly (readonly [
      code: SshFailureCode,
      uri: () => string,
      says: RegExp,
      options?: OpenOptions,
    ])[] = [
      [
        'SSH_HOST_KEY_UNKNOWN',
        () => host.uri({ known_hosts: join(host.folder, 'no_hosts') }),
        /not known .* accept it$/,
      ],
      [
        'SSH_HOST_KEY_CHANGED',
        () => host.uri({ known_hosts: join(host.folder, 'changed_hosts') }),
        /now SHA256:\S+\).*ssh-keygen -f '\S+changed_hosts' -R '\[127\.0\.0\.1\]:\d+'/,
      ],
      [
        'SSH_KEY_REFUSED',
        () => host.uri({ keyfile: join(host.folder, 'other-key') }),
        /the login of root \(it accepts publickey/,
      ],
      ['SSH_KEY_FILE_MISSING', () => host.uri({ keyfile: '/nowhere/key' }), /there is no key \/nowhere\/key/],
      ['SSH_NAME_UNKNOWN', () => 'qemu+ssh://nosuch.invalid/system', /the name nosuch\.invalid is not known/],
      [
        'SSH_CONNECTION_REFUSED',
        () => 'qemu+ssh://127.0.0.1:1/system',
        /nothing listens at 127\.0\.0\.1 port 1;/,
      ],
      ['SSH_HELPER_MISSING', () => bare.uri({ proxy: 'native' }), /no virt-ssh-helper/],
      ['SSH_NETCAT_MISSING', () => bare.uri({ netcat: 'nosuch' }), /nosuch/],
      [
        'SSH_DAEMON_DOWN',
        () => host.uri({ socket: '/run/libvirt/nosuch' }),
        /no libvirt daemon listens .*\/run\/libvirt\/nosuch/,
      ],
      [
        'SSH_SOCKET_DENIED',
        () => host.uri({}, 'guest1'),
        /guest1 may not use the socket .*usermod -aG libvirt/,
        { readOnly: false },
      ],
      ['SSH_SHELL_PRINTS', () => host.uri({}, 'chatty'), /"Welcome to h1"/],
      ['SSH_ACCOUNT_WITHOUT_SHELL', () => host.uri({}, 'noshell'), /the account of noshell/],
    ];
    for (const [code, uri, says, options] of failures)
      it(code, async () => {
        await assert.rejects(open(uri(), { ...patient, ...options }), (error) => {
          assert.ok(error instanceof SshError, String(error));
          assert.equal(error.code, code, `${error.message}\n${error.stderr}`);
          assert.match(error.message, says);
          return true;
        });
      });
  });

  describe('ends its calls with the reason', () => {
    const ends: readonly (readonly [what: string, code: SshFailureCode, pids: () => Iterable<number>])[] = [
      ['ssh is killed', 'SSH_KILLED', () => host.clients().keys()],
      ['sshd ends the session', 'SSH_CLOSED_BY_HOST', () => ofSessions(/^sshd: /)],
      ['the helper is killed', 'SSH_HELPER_KILLED', () => ofSessions(/^virt-ssh-helper/)],
    ];
    const ofSessions = (line: RegExp) =>
      [...host.sessions()].filter(([, text]) => line.test(text)).map(([pid]) => pid);

    for (const [what, code, pids] of ends)
      it(`where ${what}`, async () => {
        await using client = await open(host.uri(), patient);
        const hung = (await names(client))[0] ?? '';
        await demo.hang(hung);
        try {
          const waiting = client
            .getAllDomainStats(0, 0, { deadlineMs: Infinity })
            .catch((error: unknown) => error);
          // Answered after it: the call that hangs is with the daemon.
          await client.hostname();
          kill(pids());
          const error = await waiting;
          assert.ok(error instanceof ConnectionClosedError, String(error));
          assert.ok(error.cause instanceof SshError, String(error.cause));
          assert.equal(error.cause.code, code, error.cause.message);
        } finally {
          await demo.wake(hung);
        }
        await nothingLeft(host);
      });
  });

  it('refuses to change anything', async () => {
    await using client = await open(host.uri(), patient);
    const [domain] = await client.listAllDomains(1);
    await assert.rejects(client.setMemoryStatsPeriod(domain!, 5), (error) => {
      assert.ok(error instanceof LibvirtError, String(error));
      assert.equal(error.code, 'OPERATION_DENIED');
      return true;
    });
  });

  it('is a source of the program, which heals by itself and leaves no process behind', async () => {
    interface Sources {
      sources: { kind: string; up: boolean; reason: string | null }[];
    }
    {
      const config = 'interval: 1s\nhost: { enabled: false }';
      await using program = await startProgram(['--no-demo', '--libvirt', host.uri()], config);
      const ask = async () =>
        (await program.json<Sources>('/status')).sources.find(({ kind }) => kind === 'libvirt');
      await eventually(ask, (source) => source?.up === true, 60, 'a source that is up');
      // Without its key it stays down until that is back; a login would make it up again within a poll.
      const keys = join(host.folder, 'authorized_keys');
      const key = readFileSync(keys);
      writeFileSync(keys, '');
      kill(host.clients().keys());
      const reason = /^Cannot reach libvirt at root@127\.0\.0\.1:\d+ by ssh: /;
      await eventually(ask, (source) => reason.test(source?.reason ?? ''), 60, 'a source that is down');
      writeFileSync(keys, key);
      await eventually(ask, (source) => source?.up === true, 60, 'a source that is up again');
    }
    await nothingLeft(host);
  });
});

/** Waits until no ssh of ours and no session of the host is left. */
async function nothingLeft(sshd: Sshd): Promise<void> {
  const left = async () => [...sshd.clients().values(), ...sshd.sessions().values()];
  await eventually(left, ({ length }) => length === 0, 30, 'no process left');
}

/** One of them may have ended by itself meanwhile. */
function kill(pids: Iterable<number>): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ESRCH');
    }
  }
}
