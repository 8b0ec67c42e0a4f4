import { activityOf } from '../../model/classes.ts';
import type { Entity } from '../../model/entity.ts';
import type { Store } from '../../store/mod.ts';

/** What one machine was given; null where that is not known. */
export interface Size {
  readonly entity: Entity;
  /** It holds what it was given: it runs or is paused. */
  readonly isRunning: boolean;
  readonly vcpus: number | null;
  /** Bytes. */
  readonly memory: number | null;
}

/** The size of a machine: of its facts, or of what is measured where those are not read yet. */
export function sizeOf(store: Store, entity: Entity): Size {
  const { facts, state } = entity;
  const activity = activityOf('VM', state);
  return {
    entity,
    isRunning: activity === 'running' || activity === 'suspended',
    vcpus: facts.vcpus?.value ?? store.instant(entity, 'cpu.count')?.value ?? null,
    memory: facts.memory?.value ?? store.instant(entity, 'balloon.current')?.value ?? null,
  };
}
