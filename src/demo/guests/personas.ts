import type { Profile } from './load.ts';
import { chance, hash, pick } from './random.ts';

/** What distinguishes a guest; whatever is left out is chosen at random. */
export interface Persona {
  name: string;
  profile: Profile;
  vcpus?: number;
  memoryGib?: number;
  disks?: number;
  nics?: number;
  /** `stale`: the guest's driver stopped reporting ten minutes after boot; `none`: it has no driver. */
  balloon?: 'live' | 'stale' | 'none';
  /** vCPUs that may be plugged in later. */
  spareVcpus?: number;
  /** Share of its maximum memory that the host leaves it. */
  ballooned?: number;
  /** QEMU's own counters (`vcpu.N.*.sum`, `vm.*`) are reported. */
  kvmStats?: boolean;
  /** An optical drive without a medium. */
  cdrom?: boolean;
  /** Share of its packets that are dropped. */
  drops?: number;
  off?: boolean;
}

/** The first guests of every fleet, whatever the seed. */
const personas: readonly Persona[] = [
  { name: 'web-01', profile: 'office', vcpus: 4, memoryGib: 8, spareVcpus: 4 },
  { name: 'db-01', profile: 'busy', vcpus: 4, memoryGib: 16, disks: 2, kvmStats: true },
  { name: 'batch-01', profile: 'noisy', vcpus: 8, memoryGib: 8 },
  { name: 'router-01', profile: 'steady', vcpus: 2, memoryGib: 1, nics: 2, drops: 0.0004 },
  { name: 'windows-legacy', profile: 'idle', vcpus: 2, memoryGib: 4, balloon: 'none', cdrom: true },
  { name: 'mail server', profile: 'steady', vcpus: 2, memoryGib: 4, balloon: 'stale' },
  { name: 'app-01', profile: 'office', vcpus: 2, memoryGib: 4 },
  { name: 'ci-runner-01', profile: 'bursty', vcpus: 4, memoryGib: 8 },
  { name: 'files-01', profile: 'steady', vcpus: 2, memoryGib: 4, disks: 2 },
  { name: `Zoë's "test" <büro> 東京`, profile: 'idle', vcpus: 1, memoryGib: 1 },
  { name: 'cache-01', profile: 'busy', vcpus: 2, memoryGib: 8, ballooned: 0.75 },
  { name: 'monitor-01', profile: 'steady', vcpus: 1, memoryGib: 2 },
  { name: 'golden-image', profile: 'idle', vcpus: 1, memoryGib: 2, off: true },
];

const kinds = ['web', 'app', 'api', 'db', 'cache', 'queue', 'ci', 'k8s-node', 'vdi', 'batch'];
const profiles: readonly Profile[] = [
  'idle',
  'idle',
  'idle',
  'steady',
  'steady',
  'office',
  'office',
  'busy',
  'bursty',
];

/** The role of a guest by its number in the fleet. */
export function persona(seed: number, index: number): Persona {
  const own = personas[index];
  if (own) return own;
  const number = Math.floor(index / kinds.length) + 1;
  const made: Persona = {
    name: `${kinds[index % kinds.length]}-${String(number).padStart(2, '0')}`,
    profile: pick(seed, index, 'profile', profiles),
    disks: chance(seed, index, 'disks') < 0.3 ? 2 : 1,
  };
  if (hash(seed, index, 'off') % 40 === 0) made.off = true;
  if (hash(seed, index, 'driver') % 30 === 0) made.balloon = 'none';
  if (hash(seed, index, 'stale') % 200 === 0) made.balloon = 'stale';
  return made;
}
