import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { FakeProcess } from '../../test/fake-process.ts';
import { ManualTimers } from '../../test/manual-timers.ts';
import { parseUri } from '../uri.ts';
import { SshChannel } from './channel.ts';
import { SshError } from './error.ts';

const { ssh: target } = parseUri('qemu+ssh://scope@h1/system');

function start() {
  const process = new FakeProcess();
  const timers = new ManualTimers();
  const channel = new SshChannel(process.child, target!, timers);
  const chunks: Buffer[] = [];
  channel.on('data', (chunk: Buffer) => chunks.push(chunk));
  const failed = once(channel, 'error').then(([error]) => error as SshError);
  return { process, timers, channel, failed, received: () => Buffer.concat(chunks) };
}

const frame = Buffer.from([0, 0, 0, 28, 1, 2, 3]);

describe('SshChannel', () => {
  it('is the process to read and to write', async () => {
    const { process, channel, received } = start();
    process.stdout.write(frame);
    channel.write(Buffer.from('call'));
    const [call] = (await once(process.stdin, 'data')) as [Buffer];
    assert.equal(call.toString(), 'call');
    assert.deepEqual(received(), frame);
    channel.destroy();
  });

  it('delivers all that came before it fails with what ssh said last', async () => {
    const { process, failed, received } = start();
    process.stderr.write('banner\n'.repeat(10_000));
    process.stdout.write(frame);
    process.stderr.write('Connection to h1 closed by remote host.\r\n');
    process.exit(255);
    const error = await failed;
    assert.ok(error instanceof SshError);
    assert.equal(error.code, 'SSH_CLOSED_BY_HOST');
    assert.ok(error.stderr.length <= 4096);
    assert.deepEqual(received(), frame);
  });

  it('keeps what is no frame from the reader, bounded, and quotes it', async () => {
    const { process, timers, failed, received } = start();
    process.stdout.write('Welc');
    process.stdout.write(`ome to h1\n${'x'.repeat(100_000)}`);
    while (timers.waiting === 0) await new Promise(setImmediate);
    timers.advance(500);
    const error = await failed;
    assert.equal(error.code, 'SSH_SHELL_PRINTS');
    assert.match(error.message, /"Welcome to h1"/);
    assert.equal(received().length, 0);
  });

  it('says why where the shell that prints ends', async () => {
    const { process, failed } = start();
    process.stdout.write('This account is currently not available.\n');
    process.exit(1);
    assert.equal((await failed).code, 'SSH_ACCOUNT_WITHOUT_SHELL');
  });

  it('fails a while after the output has ended or the process has, whatever holds the other', async () => {
    const silent = start();
    silent.process.stdout.end(frame);
    while (silent.timers.waiting === 0) await new Promise(setImmediate);
    silent.timers.advance(1000);
    assert.equal((await silent.failed).code, 'SSH_KILLED');
    const held = start();
    held.process.exit(255, { close: false });
    held.timers.advance(1000);
    assert.equal((await held.failed).code, 'SSH_ENDED');
  });

  it('does not fail when it is closed, whatever the process says of its end', async () => {
    const { process, channel, timers } = start();
    channel.on('error', assert.fail);
    channel.destroy();
    await once(channel, 'close');
    process.stderr.write('virt-ssh-helper: could not proxy traffic: internal error: EOF on stdin\n');
    process.exit(1);
    await new Promise(setImmediate);
    assert.equal(timers.waiting, 0);
  });

  it('stops reading while its reader does not', async () => {
    const process = new FakeProcess();
    const channel = new SshChannel(process.child, target!, new ManualTimers());
    const part = Buffer.concat([Buffer.from([0]), Buffer.alloc(65_536)]);
    let written = 0;
    while (process.stdout.write(part) && written < 100) {
      written++;
      await new Promise(setImmediate);
    }
    assert.ok(written < 100);
    channel.destroy();
  });

  it('ends a process that ignores SIGTERM with SIGKILL, and what it has started', async () => {
    const timers = new ManualTimers();
    const script = 'trap "" TERM; sleep 600 & echo $!; while :; do wait; done';
    const child = spawn('/bin/sh', ['-c', script], { stdio: 'pipe', detached: true });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const started = Number(line.toString());
    const channel = new SshChannel(child, target!, timers);
    channel.destroy();
    assert.equal(child.signalCode, null);
    assert.equal(timers.waiting, 1);
    timers.advance(2000);
    const [, signal] = (await once(child, 'exit')) as [number | null, string];
    assert.equal(signal, 'SIGKILL');
    assert.equal(timers.waiting, 0);
    await gone(started);
  });
});

/** Waits until there is no such process, or no more than its exit status. */
async function gone(pid: number): Promise<void> {
  while (existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/cmdline`, 'latin1') !== '')
    await new Promise(setImmediate);
}
