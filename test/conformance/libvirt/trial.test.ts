import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { freshFolder, listen, OPENING } from '../../../packages/libvirt/test/listen.ts';
import { runCli, testIo } from '../../../src/cli/fixture.ts';
import { startDemo, type Demo } from '../../../src/demo/mod.ts';
import { systemClock as clock } from '../../../src/model/clock.ts';
import { TEST_STEPS, type StepResult, type TestStep } from '../../../src/model/connection.ts';
import { tryConnection } from '../../../src/sources/libvirt/mod.ts';
import { eventually, startProgram } from '../../program.ts';
import { startSshd, withoutSshd, type Sshd } from './sshd.ts';

const guests = 3;
const guide = readFileSync(new URL('../../../docs/guide/remote-hosts.md', import.meta.url), 'utf8');

/** Step, sentence and remedy of the guide: what `…`, USER and HOST stand for is any text. */
function documented(code: string): { step: TestStep; text: RegExp; remedy: RegExp } {
  const row = guide.split('\n').find((line) => line.startsWith(`| \`${code}\` `));
  const [, step, text = '', remedy = ''] = row?.split(' | ') ?? [];
  const pattern = (words: string): RegExp => {
    const parts = words.split(/ssh USER@HOST|USER|…/).map((part) => RegExp.escape(part));
    return new RegExp(`^${parts.join('.+')}$`);
  };
  return { step: step as TestStep, text: pattern(text), remedy: pattern(remedy.replace(/ \|$/, '')) };
}

describe('the test of a connection, with a real sshd', { skip: withoutSshd() }, () => {
  let demo: Demo;
  /** With virt-ssh-helper and without it. */
  let host: Sshd;
  let bare: Sshd;
  before(async () => {
    demo = await startDemo({ guests, calm: true });
    [host, bare] = await Promise.all([
      startSshd({ socket: demo.socket }),
      startSshd({ socket: demo.socket, helper: false }),
    ]);
  });
  after(async () => {
    for (const sshd of [host, bare].filter(Boolean)) {
      await eventually(
        async () => sshd.clients().size,
        (size) => size === 0,
        30,
        'no ssh that is left',
      );
      await sshd[Symbol.asyncDispose]();
    }
    await demo?.stop();
  });

  function tryAll(uri: string): Promise<StepResult[]> {
    return Array.fromAsync(tryConnection(uri, { clock, signal: new AbortController().signal }));
  }

  async function fails(uri: string, step: TestStep, code: string): Promise<void> {
    const results = await tryAll(uri);
    const index = TEST_STEPS.indexOf(step);
    const want = TEST_STEPS.map((_, i) => (i < index ? 'ok' : i > index ? 'skipped' : 'failed'));
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      want,
      JSON.stringify(results),
    );
    const said = documented(code);
    assert.equal(said.step, step);
    assert.match(results[index]?.text ?? '', said.text);
    assert.match(results[index]?.remedy ?? '', said.remedy);
  }

  it('passes by the helper and by netcat', async () => {
    for (const sshd of [host, bare]) {
      const results = await tryAll(sshd.uri());
      assert.deepEqual(
        results.map(({ step, outcome }) => [step, outcome]),
        TEST_STEPS.map((step) => [step, 'ok']),
        JSON.stringify(results),
      );
      assert.match(results.at(-1)?.text ?? '', /^3 VMs in \d+ ms$/);
    }
  });

  const failures: readonly (readonly [what: string, uri: () => string, TestStep, code: string])[] = [
    ['a wrong name', () => 'qemu+ssh://nosuch.invalid/system', 'name', 'SSH_NAME_UNKNOWN'],
    ['a closed port', () => 'qemu+ssh://127.0.0.1:1/system', 'connection', 'SSH_CONNECTION_REFUSED'],
    [
      'an unknown host key',
      () => host.uri({ known_hosts: join(host.folder, 'no_hosts') }),
      'host-key',
      'SSH_HOST_KEY_UNKNOWN',
    ],
    [
      'a changed host key',
      () => host.uri({ known_hosts: join(host.folder, 'changed_hosts') }),
      'host-key',
      'SSH_HOST_KEY_CHANGED',
    ],
    [
      'a refused key',
      () => host.uri({ keyfile: join(host.folder, 'other-key') }),
      'login',
      'SSH_KEY_REFUSED',
    ],
    ['a shell that prints a banner', () => host.uri({}, 'chatty'), 'login', 'SSH_SHELL_PRINTS'],
    ['no shell', () => host.uri({}, 'noshell'), 'login', 'SSH_ACCOUNT_WITHOUT_SHELL'],
    ['a missing helper', () => bare.uri({ proxy: 'native' }), 'socket', 'SSH_HELPER_MISSING'],
    ['a missing netcat', () => bare.uri({ netcat: 'nosuch' }), 'socket', 'SSH_NETCAT_MISSING'],
    ['a missing group', () => host.uri({}, 'guest1'), 'socket', 'SSH_SOCKET_DENIED'],
    ['a daemon that is down', () => host.uri({ socket: '/run/libvirt/nosuch' }), 'socket', 'SSH_DAEMON_DOWN'],
  ];
  for (const [what, uri, step, code] of failures)
    it(`fails at ${step} with ${what}`, () => fails(uri(), step, code));

  it('fails at polkit with its refusal', async () => {
    await using folder = await freshFolder();
    const path = `${folder.path}/sock`;
    await using server = await listen({ ...OPENING, AUTH_LIST: () => ({ types: [2] }) }, { path });
    const failing = fails(host.uri({ socket: path }), 'polkit', 'SSH_POLKIT_REFUSED');
    await eventually(async () => server.daemons.length, (length) => length > 0, 30, 'a client'); // prettier-ignore
    const [daemon] = server.daemons;
    // As libvirt 9.0 answers a user who is not in the group.
    const message = "authentication unavailable: no polkit agent available to authenticate action 'org.libvirt.unix.manage'"; // prettier-ignore
    daemon?.fail(await daemon.call('AUTH_POLKIT'), { code: 94, domain: 60, message });
    await failing;
  });

  it('ends ssh when its reader leaves', async () => {
    await using folder = await freshFolder();
    const path = `${folder.path}/sock`;
    await using server = await listen({}, { path });
    const left = new AbortController();
    const trying = Array.fromAsync(tryConnection(host.uri({ socket: path }), { clock, signal: left.signal }));
    await eventually(async () => server.daemons.length, (length) => length > 0, 30, 'a client'); // prettier-ignore
    assert.equal(host.clients().size, 1);
    left.abort(new Error('the reader left'));
    await assert.rejects(trying, /the reader left/);
    await eventually(async () => host.clients().size, (size) => size === 0, 30, 'no ssh that is left'); // prettier-ignore
  });

  it('is what virtscope hosts test prints of a host in a file; what the API may not ask is refused', async () => {
    const known = join(host.folder, 'no_hosts');
    const sources = `[{uri: "${host.uri()}", name: h1}, {uri: "${host.uri({ known_hosts: known })}", name: h2}]`;
    await using program = await startProgram(['--no-demo'], `host: { enabled: false }\nsources: ${sources}`);
    const run = async (...args: string[]): Promise<[code: number, out: string, err: string]> => {
      const test = testIo();
      await runCli(['hosts', ...args, '--server', program.url], test);
      return [test.exitCode(), test.out(), test.err()];
    };
    const [code, out] = await run('test', 'h1');
    assert.equal(code, 0, out);
    assert.match(out, /^(ok .*\n){8}$/);
    const [failed, steps] = await run('test', 'h2');
    assert.equal(failed, 1);
    assert.match(
      steps,
      /^ok .*\nok .*\nfailed +host key: the host key is not known on this machine\n +run "ssh /,
    );
    const [refused, , why] = await run('add', host.uri({ x: 'y' }));
    assert.equal(refused, 1);
    assert.match(
      why,
      /the parameter keyfile runs or opens something; write this source into a configuration file/,
    );
  });
});
