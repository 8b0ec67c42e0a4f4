import type { Device, Entity, EntityClass } from '../../model/entity.ts';
import { createEntity } from '../../model/entity.ts';

/** What the catalogue knows of an entity: what it last saw, kept over restarts. */
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
  /** Epoch ms at which it was found gone; null while it is there. */
  goneSince: number | null;
}

/** The entity of a record whose source does not report it, for those who ask for its history. */
export function absentEntity(record: EntityRecord): Entity {
  const { class: cls, id, source, name, host, devices, labels, goneSince } = record;
  const state = goneSince === null ? 'unknown' : 'gone';
  return createEntity({ class: cls, id, source, name, host, devices, labels, state }, goneSince ?? 0);
}
