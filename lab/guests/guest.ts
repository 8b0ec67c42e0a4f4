import { join } from 'node:path';

import { paths } from '../paths.ts';

/** The loads a Linux guest can have, each with what it costs under emulation. */
export const LOADS = {
  idle: 'nothing runs: 0.5 % of a core',
  lite: 'short bursts on every counter: 2 to 4 % of a core',
  mix: 'CPU, disk and network most of the time: some 15 % of a core',
} as const;
export type Load = keyof typeof LOADS;

/** How a guest's CPU is run. */
export type Accelerator = 'kvm' | 'tcg';

/**
 * The kinds of guest. Each has a name prefix, a tap prefix and a mark in UUID and MAC, so that the lab's guests are
 * distinguished from others.
 */
const KINDS = {
  linux: { name: 'lab', tap: 'lab', mark: 0x0a },
  sleeper: { name: 'lab-sleeper', tap: 'labs', mark: 0x0b },
  worker: { name: 'lab-worker', tap: 'labw', mark: 0x0c },
  paused: { name: 'lab-paused', tap: 'labp', mark: 0x0d },
} as const;
export type GuestKind = keyof typeof KINDS;

/** One guest of the lab, before and while it runs. */
export type Guest = {
  name: string;
  uuid: string;
  kind: GuestKind;
  /** Counts from 1 within its kind. */
  number: number;
  /** What runs in it: Linux with a guest agent, a firmware that sleeps, or a boot sector that works. */
  system: 'linux' | 'rom' | 'boot-sector';
  accelerator: Accelerator;
  load: Load;
  mac: string;
  tap: string;
  ip: string;
  /** Where its files are: a path that their names begin with. */
  files: string;
};

/** How many guests of each kind. */
export type GuestCounts = { linux: number; sleepers: number; workers: number; paused: number };

/** Which accelerator each system gets on this machine. */
export type Accelerators = { linux: Accelerator; small: Accelerator };

/** Every guest of the lab has a UUID that begins with this. */
export const UUID_PREFIX = '5f0e0000-77';

/**
 * Lists the guests that these counts mean.
 *
 * Every second paused guest is a small one, so that the fields of both accelerators can be compared.
 */
export function planGuests(counts: GuestCounts, load: Load, accelerators: Accelerators): Guest[] {
  const { linux, small } = accelerators;
  const many = <T>(count: number, one: (number: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => one(index + 1));
  return [
    ...many(counts.linux, (n) => guest('linux', n, 'linux', linux, load)),
    ...many(counts.sleepers, (n) => guest('sleeper', n, 'rom', small, 'idle')),
    ...many(counts.workers, (n) => guest('worker', n, 'boot-sector', small, 'idle')),
    ...many(counts.paused, (n) =>
      n % 2 === 1 ? guest('paused', n, 'linux', linux, 'idle') : guest('paused', n, 'rom', small, 'idle'),
    ),
  ];
}

/** Whether a domain is the lab's, by name and UUID: a user's own "lab001" is not. */
export function isLabGuest(name: string, uuid: string): boolean {
  return /^lab(-[a-z]+)?\d{3,}$/.test(name) && uuid.startsWith(UUID_PREFIX);
}

function guest(
  kind: GuestKind,
  number: number,
  system: Guest['system'],
  accelerator: Accelerator,
  load: Load,
): Guest {
  const { name: prefix, tap, mark } = KINDS[kind];
  const name = `${prefix}${String(number).padStart(3, '0')}`;
  const [high, low] = [number >> 8, number & 0xff];
  return {
    name,
    uuid: `${UUID_PREFIX}${hex(mark)}-4000-8000-${String(number).padStart(12, '0')}`,
    kind,
    number,
    system,
    accelerator,
    load,
    mac: ['52:54:00', hex(0x70 + mark), hex(high), hex(low)].join(':'),
    tap: `${tap}${number}`,
    // Each kind has 64 of the /24 networks in the bridge's /16, with 200 guests in each.
    ip: `10.77.${(mark - 0x0a) * 64 + Math.floor(number / 200)}.${(number % 200) + 10}`,
    files: filesOf(name),
  };
}

/** Where the files of a guest of this name are. */
export function filesOf(name: string): string {
  return join(paths.guests, name);
}

/** A byte as two digits. */
export function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
