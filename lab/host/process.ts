import { existsSync, readFileSync } from 'node:fs';

import { until } from '../until.ts';

/** Reads a pid file; null where there is none or its process is gone. */
export function livePid(file: string): number | null {
  if (!existsSync(file)) return null;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  return Number.isInteger(pid) && pid > 1 && existsSync(`/proc/${pid}`) ? pid : null;
}

/** Pid of the process that waits for this one; null when it is gone. */
export function parentOf(pid: number): number | null {
  const file = `/proc/${pid}/status`;
  const parent = existsSync(file) ? /^PPid:\s+(\d+)/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return parent === undefined ? null : Number(parent);
}

/** Ends a process by its pid and waits until it is gone. */
export async function endProcess(pid: number, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  process.kill(pid, signal);
  await until(`process ${pid} to end`, () => !existsSync(`/proc/${pid}`), { timeoutMs: 20_000, everyMs: 20 });
}

/** Whether a process is stopped by SIGSTOP. */
export function isStopped(pid: number): boolean {
  return /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}
