import type { EntityClass } from './entity.ts';

/** What can happen to an entity, and what each kind means. */
export const EVENT_KINDS = {
  appeared: 'It was seen for the first time, or again after it was removed.',
  gone: 'It was removed: no complete list has it any more, or its source was removed.',
  started: 'It runs, and was off or had failed; the text has how.',
  stopped: 'It is off; the text has why, where that is known.',
  paused: 'Its processors stand still; the text has why.',
  resumed: 'It runs again after a pause.',
  crashed: 'Its guest crashed.',
  migrated: 'It is on another host.',
  renamed: 'It has another name.',
  'device-added': 'A disk or an interface was added to it.',
  'device-removed': 'A disk or an interface was removed from it.',
  stuck: 'Its QEMU does not answer.',
  healed: 'Its QEMU answers again.',
  conflict: 'It runs on two hosts at once, for longer than a migration explains.',
  'conflict-ended': 'It runs on one host alone again.',
  'source-down': 'The last poll of a source did not bring a complete list.',
  'source-up': 'The last poll of a source brought a complete list again.',
  'virtscope-started': 'Virtscope started.',
  'virtscope-stopped': 'Virtscope ended; where it could not note that itself, at its last sign of life.',
} as const;
export type EventKind = keyof typeof EVENT_KINDS;

/** In the order of the table. */
export const eventKinds = Object.keys(EVENT_KINDS) as readonly EventKind[];

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
