import { chmod, mkdir, writeFile } from 'node:fs/promises';

import { sleepRom } from './boot.ts';
import { ensureDiskTemplates } from './disks.ts';
import { ensureLinuxImage, type LinuxImage } from './image.ts';
import { paths } from '../paths.ts';

/** Makes directories that QEMU can walk into. */
export async function makeDirectories(directories: readonly string[]): Promise<void> {
  for (const directory of directories) {
    await mkdir(directory, { recursive: true });
    // QEMU runs as an unprivileged user and must get in, whatever this process's umask is.
    await chmod(directory, 0o755);
  }
}

/** Makes what guests boot from, unless it is in the cache already. */
export async function ensureImages(log: (line: string) => void): Promise<LinuxImage> {
  const image = await ensureLinuxImage(log);
  await ensureDiskTemplates();
  await writeFile(paths.sleepRom, sleepRom());
  for (const file of [image.kernel, image.initrd, paths.sleepRom]) await chmod(file, 0o644);
  return image;
}
