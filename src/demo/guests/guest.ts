import { parseUuid } from '@virtscope/libvirt/wire';
import { aboutOf, type About } from './about.ts';
import { persona, type Persona } from './personas.ts';
import { createSchedule, type Schedule } from './schedule.ts';
import { createLoad, type Load } from './load.ts';
import { between, chance, hash, pick } from './random.ts';

export interface Disk {
  readonly target: string;
  readonly alias: string;
  readonly format: 'qcow2' | 'raw';
  /** Null for an optical drive without a medium. */
  readonly path: string | null;
  readonly capacityBytes: number;
  /** Written when the run begins, and growing by this many bytes for each byte the guest writes. */
  readonly usedBytes: number;
  readonly growth: number;
  /** Part of the guest's requests that go here. */
  readonly share: number;
}

export interface Nic {
  readonly mac: string;
  readonly bridge: string;
  /** The network of libvirt that has the bridge; null for a bridge of the host. */
  readonly network: string | null;
  readonly alias: string;
  /** Part of the guest's traffic; the second NIC of a router sends what the first receives. */
  readonly share: number;
  readonly mirrored: boolean;
  readonly drops: number;
}

/** What of a guest never changes. */
export interface Guest {
  readonly index: number;
  readonly uuid: string;
  readonly uuidBytes: Uint8Array;
  readonly name: string;
  readonly about: About;
  readonly vcpus: number;
  readonly maximumVcpus: number;
  /** How much of the guest's work each vCPU takes, at most 1. */
  readonly vcpuShares: readonly number[];
  readonly memoryKib: number;
  readonly maximumMemoryKib: number;
  readonly balloon: 'live' | 'stale' | 'none';
  readonly disks: readonly Disk[];
  /** The disk that is attached and detached. */
  readonly extraDisk: Disk;
  readonly nics: readonly Nic[];
  readonly kvmStats: boolean;
  readonly autostart: boolean;
  readonly load: Load;
  readonly schedule: Schedule;
}

const GIB = 2 ** 30;
const KIB_PER_GIB = 2 ** 20;

export interface FleetOptions {
  readonly guests: number;
  readonly seed: number;
  /** No guest's state or devices change by themselves. */
  readonly calm: boolean;
}

/** Every guest of a fleet: the same for the same options. */
export function createFleet(options: FleetOptions): Guest[] {
  const taken = new Set<number>();
  const named = Array.from({ length: options.guests }, (_, index) => {
    return { index, uuid: createUuid(options.seed, index, taken) };
  });
  // Made in the order in which they are read, they lie in memory in that order: 10,000 are read in half the time.
  const inOrder = named.toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1));
  const guests = inOrder.map(({ index, uuid }) => createGuest(index, uuid, options));
  return guests.sort((a, b) => a.index - b.index);
}

function createGuest(index: number, uuid: string, { guests, seed, calm }: FleetOptions): Guest {
  const own = persona(seed, index);
  const about = aboutOf(seed, index, own.name);
  const schedule = createSchedule(seed, index, { guests, calm, off: own.off ?? false });
  const vcpus = own.vcpus ?? pick(seed, index, 'vcpus', [1, 1, 2, 2, 2, 4]);
  const maximumMemoryKib = (own.memoryGib ?? pick(seed, index, 'memory', [1, 2, 2, 4, 8])) * KIB_PER_GIB;
  const disks = createDisks(seed, index, own);
  const startS = (schedule.originMs + schedule.awayMs) / 1000;
  return {
    index,
    uuid,
    uuidBytes: parseUuid(uuid),
    name: own.name,
    about,
    vcpus,
    maximumVcpus: vcpus + (own.spareVcpus ?? 0),
    vcpuShares: Array.from({ length: vcpus }, (_, v) =>
      v === 0 ? 1 : between(seed, index, `vcpu${v}`, 0.6, 1),
    ),
    memoryKib: Math.floor(maximumMemoryKib * (own.ballooned ?? 1)),
    maximumMemoryKib,
    balloon: own.balloon ?? 'live',
    disks,
    extraDisk: createDisk(seed, index, own, disks.length),
    nics: Array.from({ length: own.nics ?? 1 }, (_, n) =>
      createNic(seed, index, n, { drops: own.drops, leases: about.leases }),
    ),
    kvmStats: own.kvmStats ?? false,
    autostart: hash(seed, index, 'autostart') % 3 === 0,
    load: createLoad(seed, index, own.profile, startS),
    schedule,
  };
}

/** A random (version 4) UUID whose first four bytes no other guest has. */
function createUuid(seed: number, index: number, taken: Set<number>): string {
  let first = hash(seed, index, 'uuid');
  while (taken.has(first)) first = (first + 1) >>> 0;
  taken.add(first);
  const hex = (about: string) => hash(seed, index, about).toString(16).padStart(8, '0');
  const rest = hex('uuid1') + hex('uuid2') + hex('uuid3');
  const head = first.toString(16).padStart(8, '0');
  return `${head}-${rest.slice(0, 4)}-4${rest.slice(5, 8)}-a${rest.slice(9, 12)}-${rest.slice(12, 24)}`;
}

function createDisks(seed: number, index: number, own: Persona): Disk[] {
  const disks = Array.from({ length: own.disks ?? 1 }, (_, n) => createDisk(seed, index, own, n));
  if (!own.cdrom) return disks;
  const empty = { target: 'sda', alias: 'sata0-0-0', format: 'raw', path: null, capacityBytes: 0 } as const;
  return [...disks, { ...empty, usedBytes: 0, growth: 0, share: 0 }];
}

function createDisk(seed: number, index: number, own: Persona, number: number): Disk {
  const letter = String.fromCharCode(97 + number);
  const slug = own.name
    .normalize('NFKD')
    .replaceAll(/[^\w-]+/g, '-')
    .toLowerCase();
  const format = number === 1 ? 'raw' : 'qcow2';
  const capacityBytes = pick(seed, index, `size${number}`, [10, 20, 40, 100]) * GIB;
  return {
    target: `vd${letter}`,
    alias: `virtio-disk${number}`,
    format,
    path: `/var/lib/libvirt/images/${slug}-${letter}.${format}`,
    capacityBytes,
    usedBytes: Math.floor(capacityBytes * between(seed, index, `used${number}`, 0.1, 0.6)),
    growth: between(seed, index, `growth${number}`, 0, 0.002),
    share: [0.6, 0.4, 0.25][number] ?? 0.2,
  };
}

function createNic(
  seed: number,
  index: number,
  number: number,
  { drops, leases }: { drops: number | undefined; leases: boolean | undefined },
): Nic {
  // An odd factor makes different numbers of different ones.
  const tail = (hash(seed, 0, 'mac') + (index * 8 + number) * 0x9e3779) % 2 ** 24;
  const bytes = [tail >>> 16, tail >>> 8, tail].map((byte) => (byte & 0xff).toString(16).padStart(2, '0'));
  return {
    mac: ['52', '54', '00', ...bytes].join(':'),
    bridge: leases ? 'virbr0' : `br${number}`,
    network: leases ? 'default' : null,
    alias: `net${number}`,
    share: number === 0 ? 1 : 0.9,
    mirrored: number > 0,
    drops: drops ?? (chance(seed, index, 'drops') < 0.03 ? 0.0001 : 0),
  };
}
