import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { sshArguments } from './arguments.ts';
import { SshChannel } from './channel.ts';
import { sshError } from './explain.ts';
import type { SshTarget } from './target.ts';

/**
 * Runs ssh; what it cannot reach ends the stream later.
 *
 * @param connectMs how long it may take to connect to the host
 * @throws {SshError} `SSH_NOT_FOUND` if it cannot be run.
 */
export async function connectSsh(target: SshTarget, connectMs: number): Promise<SshChannel> {
  const seconds = Math.max(1, Math.floor(connectMs / 1000));
  const child = spawn(target.command, sshArguments(target, seconds), {
    stdio: 'pipe',
    // A group of its own, so that what a command of the URI starts ends with it, and no terminal to ask on.
    detached: true,
    // Failures are found by the texts of the C locale; sshd usually takes it over.
    env: { ...process.env, LC_ALL: 'C' },
  });
  try {
    await once(child, 'spawn');
  } catch (cause) {
    throw sshError('SSH_NOT_FOUND', target, { last: (cause as Error).message, cause });
  }
  return new SshChannel(child, target);
}
