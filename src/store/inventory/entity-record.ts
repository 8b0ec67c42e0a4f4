import type { Device, Entity, EntityClass } from '../../model/entity.ts';
import { createEntity } from '../../model/entity.ts';

/** An entity as it was last seen, kept over restarts. */
export interface EntityRecord {
  readonly class: EntityClass;
  readonly id: string;
  source: string;
  name: string;
  host: string | null;
  /** The last state that was known: never `unknown`. */
  state: string;
  stuck: boolean;
  /** Null until they were read once. */
  devices: readonly Device[] | null;
  labels: Readonly<Record<string, string>>;
  /** Epoch ms. */
  firstSeen: number;
  /** Epoch ms at which it was found to be removed; null while it is there. */
  goneSince: number | null;
}

/** The entity of a record that its source does not report: its history can still be read. */
export function unreportedEntity(record: EntityRecord): Entity {
  const { class: cls, id, source, name, host, devices, labels, goneSince } = record;
  const state = goneSince === null ? 'unknown' : 'gone';
  return createEntity({ class: cls, id, source, name, host, devices, labels, state }, goneSince ?? 0);
}
