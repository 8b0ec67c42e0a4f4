import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { findAccelerators } from './guests/accelerators.ts';
import { ensureDaemons } from './host/daemon.ts';
import { ensureDisks } from './image/disks.ts';
import { consoleFile, domainXml, READY_MARK } from './guests/domain.ts';
import { each } from './guests/each.ts';
import { planGuests, type Guest, type GuestCounts, type Load } from './guests/guest.ts';
import { ensureImages, makeDirectories } from './image/ensure.ts';
import type { LinuxImage } from './image/image.ts';
import { ensureKvmAccess } from './guests/kvm-access.ts';
import { ensureBridge } from './host/network.ts';
import { ensurePackages } from './host/packages.ts';
import { labDir, paths } from './paths.ts';
import { until } from './until.ts';
import { listLabGuests, virsh } from './host/virsh.ts';

/** What the lab shall hold. */
export type LabPlan = GuestCounts & {
  load: Load;
  /** Emulate every guest, even where KVM works. */
  tcg: boolean;
};

/** What {@link up} found or made. */
export type LabState = {
  /** Every guest of the plan. */
  guests: Guest[];
  /** Those of them which did not run before. */
  started: Guest[];
};

/** Guests started at the same time: an emulated boot keeps a core busy, and more of them than cores cost double. */
const START_WIDTH = Math.max(2, availableParallelism());
const BOOT_TIMEOUT_MS = 180_000;

/**
 * Boots the guests of a plan and everything they need; what is there already stays as it is.
 *
 * Resolves when every Linux guest has said that it is ready.
 */
export async function up(plan: LabPlan, log: (line: string) => void): Promise<LabState> {
  await ensurePackages({ log });
  await makeDirectories([labDir, paths.cache, paths.guests, paths.xml]);
  await ensureKvmAccess(log);
  await ensureDaemons(log);
  await ensureBridge(log);
  const image = await ensureImages(log);

  const accelerators = plan.tcg ? ({ linux: 'tcg', small: 'tcg' } as const) : findAccelerators();
  const guests = planGuests(plan, plan.load, accelerators);
  const active = new Set(await listLabGuests('active'));
  const started = guests.filter(({ name }) => !active.has(name));
  log(`guests: ${guests.length - started.length} there, ${started.length} to start`);
  let count = 0;
  await each(started, START_WIDTH, async (guest) => {
    await startGuest(guest, image);
    count++;
    if (guest.system === 'linux' || count % 10 === 0 || count === started.length) {
      log(`guests: ${count} of ${started.length} up`);
    }
  });
  return { guests, started };
}

async function startGuest(guest: Guest, image: LinuxImage): Promise<void> {
  await ensureDisks(guest);
  // The last run's console must not say "ready" for this one.
  await rm(consoleFile(guest), { force: true });
  const file = join(paths.xml, `${guest.name}.xml`);
  await writeFile(file, domainXml(guest, image));
  await virsh(['define', file]);
  await virsh(['start', guest.name, ...(guest.kind === 'paused' ? ['--paused'] : [])]);
  if (guest.kind === 'linux') await untilBooted(guest);
}

async function untilBooted(guest: Guest): Promise<void> {
  const file = consoleFile(guest);
  const ready = (): boolean => existsSync(file) && readFileSync(file, 'utf8').includes(READY_MARK);
  await until(`${guest.name} to boot`, ready, { timeoutMs: BOOT_TIMEOUT_MS, everyMs: 200 });
}
