import { existsSync } from 'node:fs';
import { constants, copyFile, open, rm, truncate, writeFile } from 'node:fs/promises';

import { bootSector } from './boot.ts';
import type { Guest } from '../guests/guest.ts';
import { paths } from '../paths.ts';
import { run } from '../host/run.ts';

/** One disk of a guest. */
export type Disk = { target: 'vda' | 'vdb'; format: 'raw' | 'qcow2'; file: string };

const MIB = 1 << 20;

/** The two disks of a guest: one raw and one qcow2, as real hosts have both. */
export function disksOf({ files, system }: Pick<Guest, 'files' | 'system'>): [Disk, Disk] {
  const [first, second] = system === 'linux' ? (['qcow2', 'raw'] as const) : (['raw', 'qcow2'] as const);
  return [
    { target: 'vda', format: first, file: `${files}-a.${first}` },
    { target: 'vdb', format: second, file: `${files}-b.${second}` },
  ];
}

/** Makes the templates that qcow2 disks are copied from, unless they are in the cache already. */
export async function ensureDiskTemplates(): Promise<void> {
  if (!existsSync(paths.emptyDisk)) await run('qemu-img', ['create', '-qf', 'qcow2', paths.emptyDisk, '64M']);
  if (existsSync(paths.rootDisk)) return;
  const raw = `${paths.rootDisk}.raw`;
  await makeBlank(raw, 8 * MIB);
  await run('mkfs.ext4', ['-qF', '-O', '^has_journal', raw]);
  await run('qemu-img', ['convert', '-qf', 'raw', '-O', 'qcow2', raw, paths.rootDisk]);
  await rm(raw);
}

/** Makes a guest's disks; those it has already keep their contents. */
export async function ensureDisks(guest: Guest): Promise<void> {
  const [a, b] = disksOf(guest);
  if (guest.system === 'linux') {
    if (!existsSync(a.file)) await copyFile(paths.rootDisk, a.file, constants.COPYFILE_FICLONE);
    if (!existsSync(b.file)) await makeBlank(b.file, 16 * MIB);
    return;
  }
  if (!existsSync(a.file)) {
    // Five seconds of sleep, then a little CPU and 8 KiB each way.
    await writeFile(a.file, bootSector({ burn: 2, ticks: 91, sectors: 16 }));
    await truncate(a.file, MIB);
  }
  if (!existsSync(b.file)) await copyFile(paths.emptyDisk, b.file, constants.COPYFILE_FICLONE);
}

async function makeBlank(path: string, bytes: number): Promise<void> {
  await using file = await open(path, 'w');
  await file.truncate(bytes);
}
