import { findAccelerators } from '../guests/accelerators.ts';
import { HOST_PACKAGES, ensureParts } from '../host/parts.ts';
import { ensurePackages } from '../host/packages.ts';
import { ensureImages, makeDirectories } from '../image/ensure.ts';
import { labDir, paths } from '../paths.ts';
import { boot } from './boot.ts';
import { writeHostsConfig } from './config.ts';
import { placeGuests, planHostGuests, startGuests } from './guests.ts';
import { HOSTS } from './host.ts';
import { ensureKeys } from './keys.ts';
import { ensureHostsBridge } from './network.ts';
import { initOf } from './process.ts';
import { assertHostsPossible } from './refusal.ts';

/** Starts both hosts with so many guests each, and a guest of one name on both; what is up already stays as it is. */
export async function hostsUp(guests: number, log: (line: string) => void): Promise<void> {
  assertHostsPossible();
  await ensurePackages({ log, besides: HOST_PACKAGES });
  await ensureParts(log);
  await makeDirectories([labDir, paths.cache, paths.hosts, paths.hostGuests]);
  const image = await ensureImages(log);
  await ensureKeys();
  await writeHostsConfig();
  await ensureHostsBridge(log);
  const starting = HOSTS.filter((host) => initOf(host) === null);
  await Promise.all(starting.map(boot));
  log(`hosts: ${HOSTS.length - starting.length} there, ${starting.length} started`);
  const accelerators = findAccelerators();
  // Migrated ones are with the other host.
  const places = await placeGuests();
  await Promise.all(
    HOSTS.map(async (host) => {
      const missing = planHostGuests(host, guests, accelerators).filter(({ uuid }) => !places.has(uuid));
      await startGuests(host, missing, image);
      log(`guests: ${missing.length} started on ${host.name}`);
    }),
  );
}
