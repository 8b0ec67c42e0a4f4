import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { downloadPackages, refreshPackageLists } from './packages.ts';
import { run } from './run.ts';

/** Packages that hosts reached by ssh need besides, each with a file that shows it is there. */
export const HOST_PACKAGES: Readonly<Record<string, string>> = {
  'openssh-client': '/usr/bin/ssh',
  iptables: '/usr/sbin/iptables',
};

/** Packages that are only unpacked, to here: an sshd that is installed listens to the network. */
export const unpackedParts = '/var/cache/virtscope/parts';
const UNPACKED = ['openssh-server', 'libwrap0', 'netcat-openbsd'];

/** Unpacks them unless they are there: whole or not at all, the directory is renamed to its name at the end. */
export async function ensureParts(log: (line: string) => void): Promise<void> {
  if (existsSync(unpackedParts)) return;
  log(`packages: unpacking ${UNPACKED.join(' ')}`);
  await refreshPackageLists();
  const parent = dirname(unpackedParts);
  await mkdir(parent, { recursive: true });
  const debs = await mkdtemp(join(parent, 'debs-'));
  const root = await mkdtemp(join(parent, 'root-'));
  await downloadPackages(UNPACKED, debs);
  for (const file of await readdir(debs)) await run('dpkg', ['-x', join(debs, file), root]);
  await rm(debs, { recursive: true });
  await rename(root, unpackedParts);
}
