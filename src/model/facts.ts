import type { EntityClass } from './classes.ts';

/** How the value of a fact is held: a text, several, a number in a base unit, epoch ms, yes or no. */
interface FactTypes {
  readonly text: string;
  readonly list: readonly string[];
  readonly count: number;
  readonly bytes: number;
  readonly ratio: number;
  readonly time: number;
  readonly flag: boolean;
}
export type FactKind = keyof FactTypes;

/** One fact that can be known of an entity. */
interface FactDefinition {
  readonly kind: FactKind;
  readonly classes: readonly EntityClass[];
  /** Its name in tables and lists. */
  readonly label: string;
  readonly description: string;
}

const VM = ['VM'] as const;
const both = ['host', 'VM'] as const;

/**
 * What is known of an entity besides its numbers, one row a fact: what it was given and what it is, which changes seldom.
 * Sources read facts on events and every few minutes, never in a poll. The names are those of the API, of columns and of
 * selectors.
 */
// prettier-ignore
export const FACTS = {
  title: { kind: 'text', classes: VM, label: 'title', description: 'Title in its definition' },
  description: { kind: 'text', classes: VM, label: 'description', description: 'Description in its definition' },
  tags: { kind: 'list', classes: VM, label: 'tags', description: 'Tags in the metadata of its definition' },
  instance: { kind: 'text', classes: VM, label: 'instance', description: 'Name of the instance in OpenStack Nova' },
  project: { kind: 'text', classes: VM, label: 'project', description: 'Project it belongs to in OpenStack' },
  flavor: { kind: 'text', classes: VM, label: 'flavor', description: 'Flavor in OpenStack Nova' },
  vcpus: { kind: 'count', classes: VM, label: 'vCPUs', description: 'Processors it has now' },
  maxVcpus: { kind: 'count', classes: VM, label: 'most vCPUs', description: 'Processors it can have without a restart' },
  memory: { kind: 'bytes', classes: VM, label: 'memory', description: 'Memory it was given' },
  maxMemory: { kind: 'bytes', classes: VM, label: 'most memory', description: 'Memory it can have without a restart' },
  diskSize: { kind: 'bytes', classes: VM, label: 'disk size', description: 'Size of all disks that it can write to' },
  firmware: { kind: 'text', classes: VM, label: 'firmware', description: 'BIOS or UEFI, and whether with secure boot' },
  machineType: { kind: 'text', classes: VM, label: 'machine type', description: 'Board that is emulated, and architecture' },
  os: { kind: 'text', classes: both, label: 'OS', description: 'Operating system' },
  hostname: { kind: 'text', classes: VM, label: 'host name', description: 'Host name inside the guest' },
  addresses: { kind: 'list', classes: VM, label: 'addresses', description: 'IP addresses of its interfaces' },
  autostart: { kind: 'flag', classes: VM, label: 'autostart', description: 'Whether it starts with its host' },
  started: { kind: 'time', classes: VM, label: 'uptime', description: 'When its process started' },
  seenRunning: { kind: 'time', classes: VM, label: 'seen running', description: 'Since when it has been seen to run; where its start is not known it may have run for longer' },
  snapshots: { kind: 'count', classes: VM, label: 'snapshots', description: 'Snapshots it has' },
  oldestSnapshot: { kind: 'time', classes: VM, label: 'oldest snapshot', description: 'When its oldest snapshot was made' },
  job: { kind: 'text', classes: VM, label: 'job', description: 'Migration, backup or block job in progress' },
  jobProgress: { kind: 'ratio', classes: VM, label: 'job progress', description: 'Part of the job that is done' },
} as const satisfies Readonly<Record<string, FactDefinition>>;

export type FactName = keyof typeof FACTS;
export type FactValue<N extends FactName = FactName> = FactTypes[(typeof FACTS)[N]['kind']];

/** In the order of the table. */
export const factNames = Object.keys(FACTS) as readonly FactName[];

/** Whether a text is the name of a fact. */
export function isFactName(text: string): text is FactName {
  return Object.hasOwn(FACTS, text);
}

/** A fact as it was last read. */
export interface Fact<V = FactValue> {
  /** Null where it is unknown, for the reason beside it; also where it is known that there is none, then without a reason. */
  readonly value: V | null;
  /** Where it was read, for people: `guest agent`, `DHCP leases`, `definition`. */
  readonly origin: string | null;
  /** Why it is unknown, as a sentence. */
  readonly reason: string | null;
  /** Epoch ms at which it was first read as it is now. */
  readonly time: number;
}

/** What is known of one entity; a fact that was not asked for yet is left out. */
export type Facts = { readonly [N in FactName]?: Fact<FactValue<N>> };
