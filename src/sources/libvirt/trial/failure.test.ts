import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConnectError, DeadlineError, SshError, type SshFailureCode } from '@virtscope/libvirt';
import type { TestStep } from '../../../model/connection.ts';
import { LIMITS } from '../limits.ts';
import { failureOf } from './failure.ts';
import type { Transport } from './steps.ts';

function ssh(code: SshFailureCode, state = 'it is broken'): SshError {
  return new SshError('root@h1', { code, state, remedy: 'mend it' });
}

function refused(...codes: readonly string[]): ConnectError {
  return new ConnectError(
    codes.map((code) => ({ target: '/run/x', error: Object.assign(new Error(`connect ${code}`), { code }) })),
  );
}

const silent = new DeadlineError('CONNECT_OPEN', 15_000, true, Promise.resolve());

test('a failure belongs to the step that its code has, but to none that was seen to end', () => {
  const f = (error: unknown, transport: Transport, reached: TestStep, want: TestStep): void =>
    assert.equal(failureOf(error, transport, reached).step, want);
  f(ssh('SSH_KEY_REFUSED'), 'ssh', 'name', 'login');
  f(ssh('SSH_SILENT'), 'ssh', 'polkit', 'polkit');
  f(ssh('SSH_CLOSED_BY_HOST'), 'ssh', 'poll', 'poll');
  // What ssh does not explain is behind it: a daemon that was stopped.
  f(silent, 'ssh', 'name', 'socket');
  f(silent, 'ssh', 'rights', 'rights');
  f(silent, 'tcp', 'name', 'connection');
  f(silent, 'unix', 'socket', 'socket');
  f(refused('ENOTFOUND'), 'tls', 'name', 'name');
  f(refused('EAI_AGAIN'), 'tcp', 'name', 'name');
  f(refused('ETIMEDOUT'), 'tcp', 'name', 'connection');
});

test('the remedy is that of ssh, or fits the error; of sockets the one that is there counts', () => {
  const f = (error: unknown, transport: Transport, reached: TestStep, want: RegExp | null): void => {
    const { remedy } = failureOf(error, transport, reached);
    if (want === null) assert.equal(remedy, null);
    else assert.match(remedy ?? '', want);
  };
  f(ssh('SSH_KEY_REFUSED'), 'ssh', 'name', /^mend it$/);
  f(silent, 'ssh', 'name', /virsh -r list/);
  f(refused('ENOENT', 'EACCES'), 'unix', 'socket', /usermod -aG libvirt/);
  f(refused('ENOENT', 'ENOENT'), 'unix', 'socket', /systemctl start libvirtd/);
  f(refused('EMFILE'), 'unix', 'socket', null);
  f(new Error('broken'), 'tcp', 'poll', null);
});

test('what a host says is bounded', () => {
  const { text } = failureOf(ssh('SSH_FAILED', 'x'.repeat(100_000)), 'ssh', 'name');
  assert.equal(text?.length, LIMITS.labelLength);
});
