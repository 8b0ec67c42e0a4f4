import { isLabGuest } from '../guests/guest.ts';
import { run } from './run.ts';

/**
 * Runs `virsh` against the system's libvirt and resolves with what it printed.
 *
 * @throws {LabError} `LAB_COMMAND_FAILED` with libvirt's message, or when it takes longer than `timeoutMs`.
 */
export function virsh(args: readonly string[], options: { timeoutMs?: number } = {}): Promise<string> {
  return run('virsh', ['-c', 'qemu:///system', ...args], options);
}

/** The names of the lab's own domains: all that are defined, or only those that are active. */
export async function listLabGuests(which: 'all' | 'active'): Promise<string[]> {
  const text = await virsh(['list', '--uuid', '--name', ...(which === 'all' ? ['--all'] : [])]);
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([uuid, name]) => uuid !== undefined && name !== undefined && isLabGuest(name, uuid))
    .map(([, name]) => name!);
}
