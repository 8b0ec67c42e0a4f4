import type { EntityClass } from './entity.ts';

/** What can happen to an entity that a graph of it should tell. */
export const eventKinds = [
  'appeared',
  'gone',
  'started',
  'stopped',
  'paused',
  'resumed',
  'crashed',
  'migrated',
  'renamed',
  'device-added',
  'device-removed',
  'stuck',
  'healed',
  'source-down',
  'source-up',
  'virtscope-started',
  'virtscope-stopped',
] as const;
export type EventKind = (typeof eventKinds)[number];

/** Something that happened to an entity, as virtscope saw it. */
export interface EntityEvent {
  /** Epoch ms at which it began, as far as is known; else of the batch that showed it. */
  readonly time: number;
  readonly class: EntityClass;
  readonly id: string;
  /** Its name then. */
  readonly name: string;
  readonly kind: EventKind;
  /** What was before and is now, where the kind has it: states, names, ids of hosts, keys of devices. */
  readonly from: string | null;
  readonly to: string | null;
  /** The whole as a sentence. */
  readonly text: string;
}
