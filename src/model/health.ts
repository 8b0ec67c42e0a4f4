/** What is wrong with something, or keeps its numbers from being current. */
export interface Condition<Kind extends string = string> {
  /** Stable, for programs. */
  readonly kind: Kind;
  /** Epoch ms at which it began. */
  readonly since: number;
  /** It may have begun before `since`: it was so when it was first seen. */
  readonly atLeast?: true;
  /** A whole sentence for people. */
  readonly reason: string;
}

/** What can be wrong with an entity. */
export const CONDITIONS = ['conflict', 'stuck', 'failed', 'busy', 'unreachable'] as const;
export type EntityCondition = Condition<(typeof CONDITIONS)[number]>;

/**
 * The condition found now, with the earlier `since` while the kind is the same: its age grows, also where the hypervisor
 * starts its count again. A conflict between two sources is found by neither of them, and stays: the store ends it.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { continued } from './health.ts';
 * const stuck = (since: number) => ({ kind: 'stuck', since, reason: 'QEMU does not answer' }) as const;
 * assert.equal(continued(stuck(1000), stuck(6000))?.since, 1000);
 * assert.equal(continued(null, stuck(6000))?.since, 6000);
 */
export function continued<K extends string>(
  before: Condition<K> | null,
  found: Condition<K> | null,
): Condition<K> | null {
  if (found === null && before?.kind === 'conflict') return before;
  if (!before || before.kind !== found?.kind || before.since > found.since) return found;
  return { ...before, reason: found.reason };
}
