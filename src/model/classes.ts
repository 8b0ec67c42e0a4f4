/** What something in a state does: `off` and `failed` things do nothing, of a suspended one only the processors stand still. */
export type Activity = 'running' | 'suspended' | 'off' | 'failed' | 'unknown';

/** One class of entity. */
interface ClassDefinition {
  /** What the class is, for people. */
  readonly description: string;
  /** Its part of the address `/metrics/{segment}`; its own name elsewhere. */
  readonly segment: string;
  /** Class of what contains an entity, if anything does. */
  readonly parent: string | null;
  /** Where an entity's own page is, before its id; null where it only has metrics. */
  readonly path: string | null;
  /** Names of labels in Prometheus: `id` identifies the entity. */
  readonly labels: { readonly id: string };
  /** History that is kept unless the configuration has other archives. */
  readonly archives: string;
  /** What the states that its sources report mean; others mean that it is running. */
  readonly states: Readonly<Record<string, Activity>>;
}

/** Two days of minutes, a month of ten minutes, a year of hours and of days. */
const archives = '1h 1m:2d 10m:31d 1h:366d 1d:366d';

/**
 * All classes of entities that virtscope keeps numbers about, one row each; a row is all that a new class needs. The
 * names are those of origin 003, which writes `VM` in capitals.
 *
 * States of VMs are those of libvirt (`virDomainState`) in the words of virsh, and `gone` for removed ones.
 */
export const CLASSES = {
  host: {
    description: 'machines that run VMs, this one among them',
    segment: 'host',
    parent: null,
    path: '/hosts',
    labels: { id: 'id' },
    archives,
    states: { up: 'running', down: 'failed' },
  },
  VM: {
    description: 'virtual machines',
    segment: 'VM',
    parent: 'host',
    path: '/vms',
    labels: { id: 'uuid' },
    archives,
    states: {
      running: 'running',
      blocked: 'running',
      shutdown: 'running',
      paused: 'suspended',
      pmsuspended: 'suspended',
      shutoff: 'off',
      nostate: 'off',
      gone: 'off',
      crashed: 'failed',
      unknown: 'unknown',
    },
  },
  service: {
    description: 'programs that serve a host, virtscope among them',
    segment: 'service',
    parent: 'host',
    path: null,
    labels: { id: 'id' },
    archives,
    states: { up: 'running', down: 'failed' },
  },
  source: {
    description: 'what is read to know all this',
    segment: 'source',
    parent: null,
    path: null,
    labels: { id: 'id' },
    archives,
    states: {
      /** Its last poll brought the complete list of what it reads. */
      up: 'running',
      /** Its last poll did not, or none has ended yet; its condition has the reason. */
      down: 'failed',
    },
  },
} as const satisfies Readonly<Record<string, ClassDefinition>>;

export type EntityClass = keyof typeof CLASSES;

/** In the order of the table. */
export const entityClasses = Object.keys(CLASSES) as readonly EntityClass[];

/** Whether a text is the name of a class. */
export function isEntityClass(text: string): text is EntityClass {
  return Object.hasOwn(CLASSES, text);
}

/** The class whose part of an address this is; null where it is none. */
export function classOfSegment(segment: string): EntityClass | null {
  return entityClasses.find((cls) => CLASSES[cls].segment === segment) ?? null;
}

/**
 * What an entity of a class does in a state.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { activityOf } from './classes.ts';
 * assert.equal(activityOf('VM', 'pmsuspended'), 'suspended');
 * assert.equal(activityOf('VM', 'shutoff'), 'off');
 * assert.equal(activityOf('source', 'down'), 'failed');
 */
export function activityOf(cls: EntityClass, state: string): Activity {
  const { states }: ClassDefinition = CLASSES[cls];
  return Object.hasOwn(states, state) ? (states[state] as Activity) : 'running';
}

/** Whether nothing of an entity of a class is at work in a state: what it would use is 0. */
export function isInactive(cls: EntityClass, state: string): boolean {
  const activity = activityOf(cls, state);
  return activity === 'off' || activity === 'failed';
}
