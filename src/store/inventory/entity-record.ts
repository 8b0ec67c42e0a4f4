import type { Device, Entity, EntityClass, EntityRef } from '../../model/entity.ts';
import { createEntity } from '../../model/entity.ts';
import type { EntityCondition } from '../../model/health.ts';

/** A condition without its sentence. */
export type RecordedCondition = Omit<EntityCondition, 'reason'>;

/** An entity as it was last seen, kept over restarts. */
export interface EntityRecord {
  readonly class: EntityClass;
  readonly id: string;
  /** Ids that it had before. */
  aliases: readonly string[];
  source: string;
  name: string;
  parent: EntityRef | null;
  /** The last state that was known: never `unknown`. */
  state: string;
  /** Epoch ms at which that state began, and whether it may have been earlier. */
  stateSince: number;
  stateAtLeast: boolean;
  /** What is wrong with it; what was so before it could not be reached. */
  condition: RecordedCondition | null;
  /** Null until they were read once. */
  devices: readonly Device[] | null;
  labels: Readonly<Record<string, string>>;
  /** Epoch ms. */
  firstSeen: number;
  /** Epoch ms at which it was found to be removed; null while it is there. */
  goneSince: number | null;
}

/** Since when (epoch ms) an entity is not reported, and why. */
export interface Absence {
  readonly since: number;
  readonly reason: string;
}

/** The entity of a record that its source does not report: its history can still be read. */
export function unreportedEntity(record: EntityRecord, { since, reason }: Absence): Entity {
  const { class: cls, id, aliases, source, name, parent, devices, labels, goneSince } = record;
  const own = { class: cls, id, aliases, source, name, parent, devices, labels };
  if (goneSince !== null) return createEntity({ ...own, state: 'gone' }, goneSince);
  const condition = { kind: 'unreachable', since, reason } as const;
  return createEntity({ ...own, state: 'unknown', condition }, since);
}
