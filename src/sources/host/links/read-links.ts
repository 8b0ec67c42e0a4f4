import { join } from 'node:path';
import { namesIn, textOf } from '../read-async.ts';

/** The state of one interface that is hardware, or a bond. */
export interface Link {
  /** The kernel's name. */
  readonly name: string;
  /** Whether it has a connection; null where it is switched off, or its driver does not know. */
  readonly isUp: boolean | null;
  /** Bits per second; null where there is no connection, or no fixed speed. */
  readonly bitsPerSecond: number | null;
  /** Interfaces that it is made of and those of them with a connection; null for what is no bond. */
  readonly members: { readonly total: number; readonly up: number } | null;
}

/** Most interfaces that are looked at; a host with containers has hundreds that are no hardware. */
const MAX_INTERFACES = 512;

/** IFF_UP of `flags`: switched on by the administrator. */
const switchedOn = 1;

/**
 * The links of `/sys/class/net` (Documentation/ABI/testing/sysfs-class-net of the kernel). Reading a speed waits for a lock of the
 * network configuration, so this does not hold up the caller; it never rejects.
 */
export async function readLinks(root: string): Promise<readonly Link[]> {
  const folder = join(root, 'sys/class/net');
  const links: Link[] = [];
  for (const name of (await namesIn(folder)).slice(0, MAX_INTERFACES)) {
    const about = await namesIn(join(folder, name));
    const isBond = about.includes('bonding');
    if (!isBond && !about.includes('device')) continue;
    links.push({
      name,
      isUp: await isUp(join(folder, name)),
      bitsPerSecond: speed(await textOf(join(folder, name, 'speed'))),
      members: isBond ? await readMembers(folder, name) : null,
    });
  }
  return links;
}

async function isUp(path: string): Promise<boolean | null> {
  const flags = Number(await textOf(join(path, 'flags')));
  if ((flags & switchedOn) === 0) return null;
  const state = await textOf(join(path, 'operstate'));
  if (state === 'up') return true;
  return state === 'down' || state === 'lowerlayerdown' ? false : null;
}

/** Megabits per second in the file; -1 where there is no connection. */
function speed(megabits: string | null): number | null {
  const number = Number(megabits);
  return number > 0 ? number * 1e6 : null;
}

async function readMembers(folder: string, bond: string): Promise<Link['members']> {
  const list = (await textOf(join(folder, bond, 'bonding/slaves'))) ?? '';
  const members = list.split(' ').filter((name) => name !== '' && !name.includes('/'));
  let up = 0;
  for (const name of members) {
    if ((await textOf(join(folder, name, 'bonding_slave/mii_status'))) === 'up') up++;
  }
  return { total: members.length, up };
}
