import type { EntityClass } from './classes.ts';
import type { Facts } from './facts.ts';
import type { EntityCondition } from './health.ts';

export type { EntityClass };

/** An entity by its identity. */
export interface EntityRef {
  readonly class: EntityClass;
  readonly id: string;
}

/** One disk or network interface, under the key that survives restarts: disk = target, NIC = MAC. */
export interface Device {
  readonly kind: 'disk' | 'net';
  /** Segment of the metric name: `vda`, `525400aabbcc`. */
  readonly key: string;
  /** What changes between runs and hosts: path, tap name, model. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * One host, VM or source as its source last described it.
 * The record is the source's own and is changed in place; its identity never changes.
 */
export interface Entity {
  readonly class: EntityClass;
  /** VM: lower-case UUID. Host: the UUID that libvirt reports, else an id of the machine. Source: its name. */
  readonly id: string;
  /** Ids that it had before: its history and its address stay valid under them. */
  readonly aliases: readonly string[];
  /** Name of the source that reads it. */
  readonly source: string;
  name: string;
  /** What contains it: of a VM the host it is on; null where nothing does, or it is not known. */
  parent: EntityRef | null;
  /** `running`, `paused`, `shutoff` …; hosts and sources: `up`, `down`. */
  state: string;
  /** Why it is in this state (`booted`, `ioerror`, …); null where unknown. */
  stateReason: string | null;
  /** Epoch ms at which the state began; the store sets it to what the event log knows. */
  stateSince: number;
  /** Whether it may have begun before that: it was in this state when it was first seen. */
  stateAtLeast: boolean;
  condition: EntityCondition | null;
  /** Null until its source has read them: an empty list says that it has none. */
  devices: readonly Device[] | null;
  labels: Readonly<Record<string, string>>;
  /** Replaced as a whole when one of them changes, so that a comparison of two is cheap. */
  facts: Facts;
}

/** What identifies a new entity; the rest begins empty. */
export type NewEntity = Pick<Entity, 'class' | 'id' | 'source' | 'name' | 'state'> & Partial<Entity>;

/** Creates an entity that is first seen at `now` (epoch ms). */
export function createEntity(own: NewEntity, now: number): Entity {
  return {
    aliases: [],
    parent: null,
    stateReason: null,
    stateSince: now,
    stateAtLeast: false,
    condition: null,
    devices: null,
    labels: {},
    facts: {},
    ...own,
  };
}

/** The host with this id, as a parent; null where none is known. */
export function onHost(id: string | null): EntityRef | null {
  return id === null ? null : { class: 'host', id };
}

/** Id of the service with this name on a host. */
export function serviceId(name: string, hostId: string): string {
  return `${name}@${hostId}`;
}

/** Id of the host that contains an entity; null where it is in none. */
export function hostOf({ parent }: Pick<Entity, 'parent'>): string | null {
  return parent?.class === 'host' ? parent.id : null;
}
