import { ArgumentError, LIST_FLAG, parseGroups, STATS_FLAG } from '@virtscope/libvirt';
import { hostOf, type Entity } from '../../model/entity.ts';
import { InputError } from '../../model/error.ts';
import type { StatsQuery } from '../../model/stats.ts';
import type { Store } from '../../store/mod.ts';
import { ambiguous, entityWithId, knownEntity, namesakes, quoted } from '../http/resolve.ts';

/** Flags of a request by name: libvirt's own, but for how many wait. */
const flagBits = { ...LIST_FLAG, ...STATS_FLAG };
export type FlagName = keyof typeof flagBits;
export const flagNames = Object.keys(flagBits) as FlagName[];

/** What a request names: VMs by UUID or name, groups by name or bits; undefined = all. */
export interface Asked {
  readonly vms: readonly string[] | undefined;
  readonly groups: readonly string[] | undefined;
  readonly stats: number | undefined;
  readonly flags: readonly FlagName[];
}

/** @throws InputError LIST_EMPTY, LIST_SPANS_HOSTS, VM_UNKNOWN, NAME_AMBIGUOUS or GROUP_UNKNOWN. */
export function toStatsQuery(store: Store, { vms, groups, stats = 0, flags }: Asked): StatsQuery {
  return {
    vms: vms === undefined ? null : uuidsOf(store, vms),
    groups: ((groups === undefined ? 0 : groupBits(groups)) | stats) >>> 0,
    flags: flags.reduce((mask, name) => mask | flagBits[name], 0) >>> 0,
  };
}

/** Elements of a list in an address, which may be repeated and have commas. */
export function listed(values: readonly string[] | undefined): string[] | undefined {
  return values?.flatMap(parted);
}

/** As {@link listed}, of VMs: a name may have a comma in it too. */
export function listedVms(store: Store, values: readonly string[] | undefined): string[] | undefined {
  if (!values) return undefined;
  const names = new Set(store.entities('VM').map(({ name }) => name));
  return values.flatMap((value) => (names.has(value) ? [value] : parted(value)));
}

function parted(value: string): string[] {
  return value.split(',').filter((part) => part !== '');
}

function uuidsOf(store: Store, wanted: readonly string[]): string[] {
  if (wanted.length === 0)
    throw new InputError('LIST_EMPTY', 'Cannot get statistics: the list of VMs is empty');
  const byName = Map.groupBy(store.entities('VM'), ({ name }) => name);
  const vms = wanted.map((text) => {
    const known = knownEntity(store, 'VM', text);
    if (known) return known;
    const [named, ...others] = byName.get(text) ?? [];
    if (!named) {
      throw new InputError('VM_UNKNOWN', `Cannot get statistics of VM ${quoted(text)}: no source reports it`);
    }
    if (others.length > 0) throw ambiguous(store, 'VM', text, [named, ...others]);
    return named;
  });
  checkOneHost(store, vms);
  return vms.map(({ id }) => id);
}

/** A list is asked on one connection (origin 001): it cannot span two. @throws InputError LIST_SPANS_HOSTS. */
function checkOneHost(store: Store, vms: readonly Entity[]): void {
  const hosts = new Set(vms.map(hostOf).filter((id) => id !== null));
  if (hosts.size <= 1) return;
  const names = [...hosts].slice(0, 10).map((id) => store.entity('host', id)?.name ?? id);
  const state = `its VMs are on ${hosts.size} hosts: ${names.join(', ')}`;
  throw new InputError('LIST_SPANS_HOSTS', `Cannot get statistics of a list: ${state}`);
}

/** The host of that id or name. @throws InputError ENTITY_UNKNOWN, NAME_AMBIGUOUS. */
export function hostNamed(store: Store, text: string): Entity {
  const [named, ...others] = knownEntity(store, 'host', text) ? [] : namesakes(store, 'host', text);
  if (named && others.length > 0) throw ambiguous(store, 'host', text, [named, ...others]);
  return named ?? entityWithId(store, 'host', text);
}

function groupBits(names: readonly string[]): number {
  if (names.length === 0) {
    throw new InputError('LIST_EMPTY', 'Cannot get statistics: the list of groups is empty');
  }
  try {
    return parseGroups(names.map((name) => name.slice(0, 80)));
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new InputError('GROUP_UNKNOWN', error.message, { cause: error });
  }
}
