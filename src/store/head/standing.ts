import { activityOf } from '../../model/classes.ts';
import type { Entity } from '../../model/entity.ts';

/**
 * What a source's sight of an entity says of where that is: it is at work here, about to be, was moved from here, does
 * nothing here, or its source cannot say.
 */
export type Standing = 'active' | 'arriving' | 'leaving' | 'off' | 'away';

/**
 * The standing of an entity by its state and the reason of it.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { createEntity } from '../../model/entity.ts';
 * import { standingOf } from './standing.ts';
 * const vm = (state: string, stateReason: string) =>
 *   createEntity({ class: 'VM', id: 'a', source: 'h1', name: 'a', state, stateReason }, 0);
 * assert.equal(standingOf(vm('paused', 'starting-up')), 'arriving');
 * assert.equal(standingOf(vm('paused', 'user')), 'active');
 * assert.equal(standingOf(vm('shutoff', 'migrated')), 'leaving');
 */
export function standingOf({ class: cls, state, stateReason }: Entity): Standing {
  if (state === 'running') return 'active';
  if (state === 'unknown') return 'away';
  if (state === 'paused' && stateReason === 'starting-up') return 'arriving';
  // The end of a migration at its source, while it hands over and after.
  if (state === 'paused' && (stateReason === 'migration' || stateReason === 'postcopy')) return 'leaving';
  if (state === 'shutoff' && stateReason === 'migrated') return 'leaving';
  const activity = activityOf(cls, state);
  return activity === 'running' || activity === 'suspended' ? 'active' : 'off';
}
