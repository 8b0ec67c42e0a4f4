import { join } from 'node:path';

import { LabError } from '../error.ts';
import { paths } from '../paths.ts';
import { livePid } from '../host/process.ts';

/**
 * Stops a guest's QEMU with SIGSTOP: to libvirt it is a guest whose monitor never answers, as with stalled storage.
 *
 * @throws {LabError} `LAB_GUEST_UNKNOWN` when the lab runs no guest of this name.
 */
export function hang(name: string): void {
  process.kill(qemuPid(name), 'SIGSTOP');
}

/** Lets a hung guest go on; harmless for one that is not hung. */
export function wake(name: string): void {
  process.kill(qemuPid(name), 'SIGCONT');
}

/** The pid of a guest's QEMU, or null when it does not run. */
export function findQemu(name: string): number | null {
  return livePid(join(paths.guestRun, `${name}.pid`));
}

function qemuPid(name: string): number {
  const pid = name.startsWith('lab') ? findQemu(name) : null;
  if (pid === null) {
    throw new LabError('LAB_GUEST_UNKNOWN', `Cannot find guest "${name}": the lab runs none of this name`);
  }
  return pid;
}
