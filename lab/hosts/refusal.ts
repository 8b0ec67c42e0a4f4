import { spawnSync } from 'node:child_process';

import { LabError } from '../error.ts';
import { refusal } from '../host/refusal.ts';

/** Says why two hosts cannot be started on this machine, or null where they can; a container often may not make namespaces. */
export function hostsRefusal(): string | null {
  const why = refusal();
  if (why !== null) return why;
  const made = spawnSync('unshare', [
    '--mount',
    '--uts',
    '--ipc',
    '--net',
    '--pid',
    '--cgroup',
    '--fork',
    'true',
  ]);
  return made.status === 0 ? null : 'it needs namespaces, and this machine does not let root make them';
}

/** @throws {LabError} `LAB_REFUSED` where the hosts cannot be started. */
export function assertHostsPossible(): void {
  const reason = hostsRefusal();
  if (reason !== null) throw new LabError('LAB_REFUSED', `Cannot start the hosts: ${reason}`);
}
