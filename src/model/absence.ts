import { isInactive } from './classes.ts';
import type { Entity } from './entity.ts';
import { Reason } from './reason.ts';

/**
 * Why an entity has no new values, and since when (epoch ms); null where it is read. Live values, history and lists of
 * metrics take the reason from here, so that all give the same.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { absenceOf } from './absence.ts';
 * import { createEntity } from './entity.ts';
 * import { Reason } from './reason.ts';
 * const vm = (state: string) => createEntity({ class: 'VM', id: 'a', source: 'libvirt', name: 'a', state }, 7);
 * assert.deepEqual(absenceOf(vm('shutoff')), { reason: Reason.notRunning, since: 7 });
 * assert.equal(absenceOf(vm('running')), null);
 */
export function absenceOf(
  entity: Pick<Entity, 'class' | 'state' | 'stateSince' | 'condition'>,
): { readonly reason: Reason; readonly since: number } | null {
  const { class: cls, state, stateSince, condition } = entity;
  if (state === 'gone') return { reason: Reason.gone, since: stateSince };
  if (condition && condition.kind !== 'failed' && condition.kind !== 'conflict')
    return { reason: reasons[condition.kind], since: condition.since };
  if (state === 'unknown') return { reason: Reason.unreachable, since: stateSince };
  if (!isInactive(cls, state)) return null;
  return { reason: cls === 'VM' ? Reason.notRunning : Reason.unreachable, since: stateSince };
}

const reasons = {
  unreachable: Reason.unreachable,
  stuck: Reason.stuck,
  busy: Reason.monitorBusy,
} as const;
