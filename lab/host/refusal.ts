import { readFileSync } from 'node:fs';

import { LabError } from '../error.ts';

/** Facts about the machine that {@link refusal} decides by. */
export type Machine = { uid: number; arch: string; osRelease: string };

/**
 * Says why the lab cannot run on this machine, or null where it can.
 *
 * The lab installs packages, starts daemons and makes a bridge: it needs root, and it knows Debian on x86-64.
 */
export function refusal(machine: Machine = thisMachine()): string | null {
  const name = /^PRETTY_NAME="?([^"\n]*)/m.exec(machine.osRelease)?.[1] ?? 'an unknown system';
  if (!/^ID="?debian"?$/m.test(machine.osRelease)) return `it needs Debian and this is ${name}`;
  if (machine.arch !== 'x64') return `it needs x86-64 and this is ${machine.arch}`;
  if (machine.uid !== 0) return 'it needs root, to install packages and to make a bridge';
  return null;
}

/** @throws {LabError} `LAB_REFUSED` where the lab cannot run. */
export function assertPossible(): void {
  const reason = refusal();
  if (reason !== null) throw new LabError('LAB_REFUSED', `Cannot start the lab: ${reason}`);
}

function thisMachine(): Machine {
  let osRelease = '';
  try {
    osRelease = readFileSync('/etc/os-release', 'utf8');
  } catch {
    // A system without the file is not Debian; what it is stays unknown.
  }
  return { uid: process.getuid?.() ?? -1, arch: process.arch, osRelease };
}
