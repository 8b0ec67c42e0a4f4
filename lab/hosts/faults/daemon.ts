import { isStopped } from '../../host/process.ts';
import type { TestHost } from '../host.ts';
import { processesOf } from '../process.ts';

/** Stops a host's libvirtd with SIGSTOP: connections stay and nothing is answered. */
export function stopLibvirtd(host: TestHost): void {
  signal(host, 'SIGSTOP');
}

/** Lets a stopped libvirtd go on; harmless for one that is not stopped. */
export function continueLibvirtd(host: TestHost): void {
  signal(host, 'SIGCONT');
}

/** Whether a host's libvirtd runs, is stopped, or is not there. */
export function libvirtdState(host: TestHost): 'running' | 'stopped' | 'down' {
  const pids = processesOf(host, ['libvirtd']);
  if (pids.length === 0) return 'down';
  return pids.some(isStopped) ? 'stopped' : 'running';
}

function signal(host: TestHost, name: NodeJS.Signals): void {
  for (const pid of processesOf(host, ['libvirtd'])) process.kill(pid, name);
}
