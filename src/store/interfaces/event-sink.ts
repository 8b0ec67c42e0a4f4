import type { EntityEvent } from '../../model/event.ts';

/** Takes what features outside the store find out. */
export interface EventSink {
  /** Puts an event into the log, where readers find it beside what the store saw itself. Texts are cut at 1,000 characters. */
  publish(event: EntityEvent): void;
}
