import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import { assertPossible } from './refusal.ts';
import { run } from './run.ts';

/** What the lab needs installed on the host, each with a file that shows it is there. */
const NEEDED: Readonly<Record<string, string>> = {
  'libvirt-daemon-system': '/usr/sbin/libvirtd',
  'libvirt-clients': '/usr/bin/virsh',
  'qemu-system-x86': '/usr/bin/qemu-system-x86_64',
  'qemu-utils': '/usr/bin/qemu-img',
  iproute2: '/sbin/ip',
  e2fsprogs: '/sbin/mkfs.ext4',
};

const APT = '-qy --no-install-recommends -o DPkg::Lock::Timeout=600 -o Dpkg::Options::=--force-confold'.split(
  ' ',
);
const APT_ENV = { DEBIAN_FRONTEND: 'noninteractive' };
const APT_TIMEOUT_MS = 15 * 60_000;

/**
 * Installs what the lab needs from the distribution; nothing happens where all of it is there.
 *
 * `besides` names further packages, each with a file that shows it is there.
 *
 * @throws {LabError} `LAB_REFUSED` on a machine the lab is not made for, `LAB_COMMAND_FAILED` when apt fails.
 */
export async function ensurePackages(
  options: { log?: (line: string) => void; besides?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  const { log = () => {}, besides = {} } = options;
  assertPossible();
  const missing = Object.entries({ ...NEEDED, ...besides })
    .filter(([, file]) => !existsSync(file))
    .map(([name]) => name);
  if (missing.length === 0) return log('packages: all there');
  log(`packages: installing ${missing.join(' ')} (about a minute)`);
  await refreshPackageLists();
  await run('apt-get', [...APT, 'install', ...missing], { env: APT_ENV, timeoutMs: APT_TIMEOUT_MS });
}

/** Downloads packages into `directory` without installing them. */
export async function downloadPackages(names: readonly string[], directory: string): Promise<void> {
  await run('apt-get', [...APT, 'download', ...names], { cwd: directory, timeoutMs: APT_TIMEOUT_MS });
}

/** Runs `apt-get update`; waits where another process is doing the same, which apt itself does not. */
export async function refreshPackageLists(): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await run('apt-get', ['-q', 'update'], { env: APT_ENV, timeoutMs: APT_TIMEOUT_MS });
      return;
    } catch (error) {
      if (attempt === 60 || !String(error).includes('lock')) throw error;
      await delay(5000);
    }
  }
}
