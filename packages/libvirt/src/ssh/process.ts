import type { ChildProcess } from 'node:child_process';
import type { Timers } from '../timers.ts';

/** How long ssh may take to end after SIGTERM. */
const END_MS = 2000;

/** Ends a process with its group: asks it to, and does not wait for it longer than two seconds. */
export function endProcess(child: ChildProcess, timers: Timers): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  signalGroup(child, 'SIGTERM');
  const timer = timers.set(() => signalGroup(child, 'SIGKILL'), END_MS);
  child.once('exit', () => timers.clear(timer));
}

/** Kills what a process that has ended left behind of its group. */
export function killGroup(child: ChildProcess): void {
  signalGroup(child, 'SIGKILL');
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}
