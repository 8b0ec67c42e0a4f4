import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { paths } from './paths.ts';

/** What the lab changed on this machine and must undo; kept in a file, because `up` and `down` are two processes. */
export type LabMemory = {
  /** The daemons it started: pid of the reaper that runs each, by name. */
  daemons: Record<string, number>;
  /** Owner and mode that /dev/kvm had, where the lab opened it to QEMU. */
  kvm?: { gid: number; mode: number };
};

export function recall(): LabMemory {
  if (!existsSync(paths.state)) return { daemons: {} };
  return JSON.parse(readFileSync(paths.state, 'utf8')) as LabMemory;
}

export function remember(memory: LabMemory): void {
  writeFileSync(paths.state, `${JSON.stringify(memory)}\n`);
}

export function forget(): void {
  rmSync(paths.state, { force: true });
}
