import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { domainXml } from '../guests/domain.ts';
import { hex, UUID_PREFIX, type Accelerators, type Guest } from '../guests/guest.ts';
import { ensureDisks } from '../image/disks.ts';
import type { LinuxImage } from '../image/image.ts';
import { paths } from '../paths.ts';
import { HOSTS, type TestHost } from './host.ts';
import { virshOn } from './virsh.ts';

/** A guest that each host has: one name, two UUIDs. */
export const TWIN = 'cache';

/** Of a host's guests by number; the rest sleep, which costs nothing. Linux takes a while to migrate. */
const SYSTEMS: readonly Guest['system'][] = ['linux', 'boot-sector'];

/** Lists the guests that a host begins with, {@link TWIN} last. */
export function planHostGuests(host: TestHost, count: number, accelerators: Accelerators): Guest[] {
  const numbered = Array.from({ length: count }, (_, index) =>
    guest(host, index + 1, `${host.guests}-${index + 1}`, SYSTEMS[index] ?? 'rom', accelerators),
  );
  return [...numbered, guest(host, 0, TWIN, 'rom', accelerators)];
}

/** Where each guest is now: name of the host by UUID. */
export async function placeGuests(hosts: readonly TestHost[] = HOSTS): Promise<Map<string, string>> {
  const places = new Map<string, string>();
  for (const host of hosts) {
    const uuids = await virshOn(host, ['list', '--all', '--uuid']);
    for (const uuid of uuids.split('\n').filter(Boolean)) places.set(uuid, host.name);
  }
  return places;
}

/** Defines and starts guests, with one command of virsh for all. */
export async function startGuests(
  host: TestHost,
  guests: readonly Guest[],
  image: LinuxImage,
): Promise<void> {
  const commands: string[] = [];
  for (const one of guests) {
    await ensureDisks(one);
    const file = `${one.files}.xml`;
    await writeFile(file, domainXml(one, image));
    commands.push(`define ${file}`, `start ${one.name}`);
  }
  if (commands.length > 0) await virshOn(host, [commands.join('; ')]);
}

function guest(
  host: TestHost,
  number: number,
  name: string,
  system: Guest['system'],
  { linux, small }: Accelerators,
): Guest {
  const two = String(number).padStart(2, '0');
  return {
    name,
    uuid: `${UUID_PREFIX}f${host.number}-4000-8000-${String(number).padStart(12, '0')}`,
    kind: system === 'linux' ? 'linux' : system === 'rom' ? 'sleeper' : 'worker',
    number,
    system,
    accelerator: system === 'linux' ? linux : small,
    load: 'lite',
    mac: `52:54:00:8${host.number}:${hex(number >> 8)}:${hex(number & 0xff)}`,
    tap: `vsguest${host.number}${two}`,
    ip: `10.77.${host.number * 16 + Math.floor(number / 200)}.${(number % 200) + 10}`,
    // Both hosts have these files at the same path, as migration wants it.
    files: join(paths.hostGuests, name === TWIN ? `${name}-${host.name}` : name),
  };
}
