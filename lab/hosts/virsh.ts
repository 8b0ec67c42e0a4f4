import type { TestHost } from './host.ts';
import { inHost } from './process.ts';

/**
 * Runs `virsh` inside a host, whatever its network does, and resolves with what it printed.
 *
 * @throws {LabError} `LAB_COMMAND_FAILED` with libvirt's message, or after a minute.
 */
export function virshOn(host: TestHost, args: readonly string[]): Promise<string> {
  return inHost(host, 'virsh', ['-q', '-c', 'qemu:///system', ...args]);
}
