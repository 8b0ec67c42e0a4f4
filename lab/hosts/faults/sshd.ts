import { until } from '../../until.ts';
import type { TestHost } from '../host.ts';
import { inHost, processesOf } from '../process.ts';

/** The listener, and in newer releases the process of each session. */
const NAMES = ['sshd', 'sshd-session', 'sshd-auth'];

/** Whether a host has an sshd. */
export function sshdListens(host: TestHost): boolean {
  return processesOf(host, NAMES).length > 0;
}

/** Ends a host's sshd and all its sessions: connections break, new ones are refused. */
export async function stopSshd(host: TestHost): Promise<void> {
  const end = (): boolean => {
    const left = processesOf(host, NAMES);
    for (const pid of left) process.kill(pid, 'SIGKILL');
    return left.length === 0;
  };
  await until(`the sshd of ${host.name} to end`, end, { timeoutMs: 10_000, everyMs: 20 });
}

/** Starts a host's sshd unless it runs. */
export async function startSshd(host: TestHost): Promise<void> {
  if (!sshdListens(host)) await inHost(host, '/usr/sbin/sshd', []);
}
