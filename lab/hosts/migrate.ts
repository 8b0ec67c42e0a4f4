import { run } from '../host/run.ts';
import type { TestHost } from './host.ts';

/** Migrations that are made slow take their time. */
const TIMEOUT_MS = 10 * 60_000;

/**
 * Migrates a running guest live from one host to the other.
 *
 * `bandwidth` in MiB/s makes it slower: at 3 a Linux guest takes half a minute. Disks are shared by their paths, which
 * libvirt cannot know to be safe.
 *
 * @throws {LabError} `LAB_COMMAND_FAILED` with libvirt's message.
 */
export async function migrate(
  guest: string,
  from: TestHost,
  to: TestHost,
  options: { bandwidth?: number } = {},
): Promise<void> {
  const uri = ({ address }: TestHost): string => `qemu+ssh://scope@${address}/system`;
  const flags = ['--live', '--unsafe', '--persistent', '--undefinesource'];
  const speed = options.bandwidth === undefined ? [] : ['--bandwidth', String(options.bandwidth)];
  await run('virsh', ['-c', uri(from), 'migrate', ...flags, ...speed, guest, uri(to)], {
    timeoutMs: TIMEOUT_MS,
  });
}
