import { existsSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

import { ensureDaemons, libvirtListens, stopOwnDaemons } from './host/daemon.ts';
import { disksOf } from './image/disks.ts';
import { consoleFile } from './guests/domain.ts';
import { each } from './guests/each.ts';
import { filesOf } from './guests/guest.ts';
import { findQemu, wake } from './guests/hang.ts';
import { restoreKvmAccess } from './guests/kvm-access.ts';
import { bridgeExists, removeBridge } from './host/network.ts';
import { labDir, paths } from './paths.ts';
import { forget } from './state.ts';
import { listLabGuests, virsh } from './host/virsh.ts';

/** Guests taken down at the same time: each takes some two seconds, mostly waiting. */
const STOP_WIDTH = 8;

/**
 * Takes down all of the lab: guests, disks, bridge, and the daemons where the lab started them.
 *
 * Other domains are not touched. The guests' kernel and image stay in the cache unless `purge`.
 */
export async function down(options: { purge?: boolean }, log: (line: string) => void): Promise<void> {
  // Guests outlive their daemon, so where it is gone it is needed once more to take them down.
  if (!(await libvirtListens()) && (await leftBehind())) await ensureDaemons(log);
  if (await libvirtListens()) {
    await removeGuests(await listLabGuests('all'), log);
    const others = (await virsh(['list', '--name'])).trim();
    if (others === '') await stopOwnDaemons(log);
    else log(`libvirtd: left running for ${others.split('\n').length} other guests`);
  }
  await removeBridge(log);
  restoreKvmAccess(log);
  forget();
  for (const path of [paths.guests, paths.xml]) await rm(path, { recursive: true, force: true });
  if (options.purge === true) {
    await rm(paths.cache, { recursive: true, force: true });
    if (existsSync(labDir) && (await readdir(labDir)).length === 0) await rmdir(labDir);
    log(`cache: removed`);
  }
}

/** Destroys and undefines these guests of the lab and removes their files. */
export async function removeGuests(names: readonly string[], log: (line: string) => void): Promise<void> {
  const active = new Set(await listLabGuests('active'));
  await each(names, STOP_WIDTH, async (name) => {
    if (active.has(name)) {
      // A hung QEMU would not react to the signal that ends it.
      if (findQemu(name) !== null) wake(name);
      await virsh(['destroy', name]);
    }
    await virsh(['undefine', name, '--managed-save', '--snapshots-metadata', '--checkpoints-metadata']);
    await removeFiles(name);
  });
  if (names.length > 0) log(`guests: ${names.length} removed`);
}

async function removeFiles(name: string): Promise<void> {
  const files = filesOf(name);
  const disks = (['linux', 'rom'] as const).flatMap((system) => disksOf({ files, system }));
  const logs = existsSync(paths.guestLogs) ? await readdir(paths.guestLogs) : [];
  const all = [
    ...disks.map(({ file }) => file),
    consoleFile({ files }),
    join(paths.xml, `${name}.xml`),
    ...logs.filter((file) => file.startsWith(`${name}.log`)).map((file) => join(paths.guestLogs, file)),
  ];
  for (const file of all) await rm(file, { force: true });
}

/** Whether the lab left anything that needs the daemon; asks the system, not the daemon. */
async function leftBehind(): Promise<boolean> {
  if (bridgeExists()) return true;
  for (const directory of [paths.definitions, paths.guestRun]) {
    if (!existsSync(directory)) continue;
    const files = await readdir(directory);
    if (files.some((file) => /^lab(-[a-z]+)?\d+\.(xml|pid)$/.test(file))) return true;
  }
  return false;
}
