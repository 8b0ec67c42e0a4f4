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
  devices: readonly Device[];
  labels: Readonly<Record<string, string>>;
  /** Epoch ms. */
  firstSeen: number;
  /** Epoch ms at which it was found gone; null while it is there. */
  goneSince: number | null;
}

/** The entity of a record that is gone, for those who ask for its history. */
export function goneEntity(record: EntityRecord): Entity {
  const { class: cls, id, source, name, host, devices, labels, goneSince } = record;
  const own = { class: cls, id, source, name, host, devices, labels, state: 'gone' };
  return createEntity(own, goneSince ?? 0);
}
