/** What something in a state does: `off` and `failed` things do nothing, of a suspended one only the processors stand still. */
export type Activity = 'running' | 'suspended' | 'off' | 'failed' | 'unknown';

/** One class of entity. */
interface ClassDefinition {
  /** What the class is, for people. */
  readonly description: string;
  /** Where an entity's own page is, before its id; null where it only has metrics. */
  readonly path: string | null;
  /** What the states that its sources report mean; others mean that it is running. */
  readonly states: Readonly<Record<string, Activity>>;
}

/**
 * All classes of entities that virtscope keeps numbers about, one row each. The names are the path segments of
 * `/metrics/{class}` (origin 003 writes `VM` in capitals).
 *
 * States of VMs are those of libvirt (`virDomainState`) in the words of virsh, and `gone` for removed ones.
 */
export const CLASSES = {
  host: {
    description: 'machines that run VMs, this one among them',
    path: '/hosts',
    states: { up: 'running', down: 'failed' },
  },
  VM: {
    description: 'virtual machines',
    path: '/vms',
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
  source: {
    description: 'what is read to know all this',
    path: null,
    states: { up: 'running', down: 'failed' },
  },
} as const satisfies Readonly<Record<string, ClassDefinition>>;

export type EntityClass = keyof typeof CLASSES;

/** In the order of the table. */
export const entityClasses = Object.keys(CLASSES) as readonly EntityClass[];

/** Whether a text is the name of a class. */
export function isEntityClass(text: string): text is EntityClass {
  return Object.hasOwn(CLASSES, text);
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
