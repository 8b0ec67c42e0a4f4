import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { LabError } from '../error.ts';
import { downloadPackages, refreshPackageLists } from '../host/packages.ts';
import { paths } from '../paths.ts';
import { run } from '../host/run.ts';

/** The guest's own packages: unpacked into the cache, never installed on the host. */
const GUEST_PACKAGES = ['busybox-static', 'qemu-guest-agent'];

/** Downloads and unpacks what the Linux guests run, once; resolves with the version of their kernel. */
export async function unpackGuestPackages(log: (line: string) => void): Promise<string> {
  if (!existsSync(paths.kernel)) {
    log('guest kernel: downloading (27 MB)');
    await mkdir(paths.debs, { recursive: true });
    const kernelPackage = await findKernelPackage();
    await downloadPackages([kernelPackage, ...GUEST_PACKAGES], paths.debs);
    for (const file of await readdir(paths.debs)) {
      await run('dpkg', ['-x', join(paths.debs, file), paths.unpacked]);
    }
    await rm(paths.debs, { recursive: true });
    const version = await kernelVersion();
    await copyFile(join(paths.unpacked, 'boot', `vmlinuz-${version}`), paths.kernel);
  }
  return kernelVersion();
}

async function findKernelPackage(): Promise<string> {
  const read = (): Promise<string> => run('apt-cache', ['depends', 'linux-image-cloud-amd64']);
  const find = (text: string): string | undefined => /Depends: (linux-image-\S+)/.exec(text)?.[1];
  let name = find(await read().catch(() => ''));
  if (name === undefined) {
    await refreshPackageLists();
    name = find(await read());
  }
  if (name === undefined) {
    throw new LabError('LAB_IMAGE', 'Cannot find the guest kernel: no package linux-image-cloud-amd64');
  }
  return name;
}

async function kernelVersion(): Promise<string> {
  const [version] = await readdir(join(paths.unpacked, 'lib', 'modules'));
  if (version === undefined)
    throw new LabError('LAB_IMAGE', 'Cannot find the guest kernel: nothing unpacked');
  return version;
}
