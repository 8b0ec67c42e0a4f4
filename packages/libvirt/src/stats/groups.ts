import { ArgumentError } from '../error.ts';

/** Groups of statistics: their bit in a request, by the names of `virsh domstats --<name>`. */
export const STATS_GROUP = {
  state: 1,
  'cpu-total': 2,
  balloon: 4,
  vcpu: 8,
  interface: 16,
  block: 32,
  perf: 64,
  iothread: 128,
  memory: 256,
  dirtyrate: 512,
  vm: 1024,
} as const;
export type StatsGroup = keyof typeof STATS_GROUP;

/** The first letters of field names, where they differ from the group's name. */
const ALIAS: Readonly<Record<string, StatsGroup>> = { cpu: 'cpu-total', net: 'interface' };

/** state, cpu-total, balloon, vcpu, interface, block: what is worth its cost in every poll. */
export const DEFAULT_STATS = 0x3f;

/** Filters of `listAllDomains`; the first eight also of bulk statistics. AND between families, OR within one. */
export const LIST_FLAG = {
  active: 1,
  inactive: 2,
  persistent: 4,
  transient: 8,
  running: 0x10,
  paused: 0x20,
  shutoff: 0x40,
  other: 0x80,
} as const;

/** Filters of `listAllDomains` alone: one call names all domains that have something. */
export const HAS_FLAG = { managedSave: 0x100, autostart: 0x400, snapshot: 0x1000 } as const;

/** Behaviour of bulk statistics. */
export const STATS_FLAG = {
  /** Do not wait for a busy domain's job: its record comes without what needs the monitor. */
  nowait: 0x2000_0000,
  /** Every image of a disk's chain, not the top alone. */
  backing: 0x4000_0000,
  /** A group the driver, or one domain's QEMU, lacks is an error instead of left out. */
  enforce: 0x8000_0000,
} as const;

const groups = Object.entries(STATS_GROUP) as [StatsGroup, number][];

/**
 * The bits of groups given as names or as a mask (`63`, `"0x3f"`, `"cpu,block"`, `['state', 'net']`).
 *
 * @throws {ArgumentError} `UNKNOWN_GROUP`, naming the groups known, for a name that is none; bits are not checked.
 * @example
 * ```ts
 * import assert from 'node:assert/strict';
 * import { groupNames, parseGroups } from './groups.ts';
 *
 * assert.equal(parseGroups('state,cpu'), 3);
 * assert.deepEqual(groupNames(0x11), ['state', 'interface']);
 * ```
 */
export function parseGroups(wanted: number | string | readonly string[]): number {
  if (typeof wanted === 'number') return wanted >>> 0;
  let mask = 0;
  for (const word of typeof wanted === 'string' ? wanted.split(',') : wanted) mask |= groupBits(word.trim());
  return mask >>> 0;
}

/** The names of the known groups in a mask. */
export function groupNames(mask: number): StatsGroup[] {
  return groups.filter(([, bit]) => (mask & bit) !== 0).map(([name]) => name);
}

function groupBits(word: string): number {
  const name = ALIAS[word] ?? word;
  if (Object.hasOwn(STATS_GROUP, name)) return STATS_GROUP[name as StatsGroup];
  const mask = /^(?:0x[\da-f]{1,8}|\d{1,10})$/i.test(word) ? Number(word) : Number.NaN;
  if (mask <= 0xffff_ffff) return mask;
  const known = groups.map(([group]) => group).join(', ');
  throw new ArgumentError('UNKNOWN_GROUP', `Cannot select statistics group "${word}": known are ${known}`);
}
