import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

import { LabError } from '../error.ts';
import { livePid } from '../host/process.ts';
import { run } from '../host/run.ts';
import type { TestHost } from './host.ts';

/** The pid here of a host's process 1; null when the host is not up. */
export function initOf(host: TestHost): number | null {
  const pid = outerPid(host);
  if (pid === null) return null;
  const children = readOrEmpty(`/proc/${pid}/task/${pid}/children`).trim();
  return /^\d+$/.test(children) ? Number(children) : null;
}

/** The pid of the process outside the namespaces of a host with which the host ends. */
export function outerPid(host: TestHost): number | null {
  const pid = livePid(pidFile(host));
  // Another process may have got the pid since.
  return pid !== null && readOrEmpty(`/proc/${pid}/cmdline`).includes(`host-init\0${host.name}\0`)
    ? pid
    : null;
}

/** Where {@link outerPid} is remembered. */
export function pidFile(host: TestHost): string {
  return join(host.folder, 'pid');
}

/**
 * Runs a command inside a host.
 *
 * @throws {LabError} `LAB_HOST_DOWN`, or `LAB_COMMAND_FAILED` as {@link run}.
 */
export function inHost(host: TestHost, command: string, args: readonly string[]): Promise<string> {
  return run('nsenter', [`--target=${upInit(host)}`, '--all', 'chroot', rootOf(host), command, ...args]);
}

/** A host's root directory, as it is inside its mount namespace. */
export function rootOf(host: TestHost): string {
  return join(host.folder, 'scratch', 'root');
}

/** Pids here of a host's processes by one of these names. */
export function processesOf(host: TestHost, names: readonly string[]): number[] {
  const namespace = readlinkSync(`/proc/${upInit(host)}/ns/pid`);
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && names.includes(readOrEmpty(`/proc/${entry}/comm`).trim()))
    .filter((entry) => {
      const link = `/proc/${entry}/ns/pid`;
      return existsSync(link) && readlinkSync(link) === namespace;
    })
    .map(Number);
}

function upInit(host: TestHost): number {
  const pid = initOf(host);
  if (pid === null) throw new LabError('LAB_HOST_DOWN', `Cannot reach ${host.name}: it is not up`);
  return pid;
}

/** What a process had that has ended meanwhile is empty. */
function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
