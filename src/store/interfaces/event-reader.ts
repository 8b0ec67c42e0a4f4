import type { EntityClass } from '../../model/entity.ts';
import type { EntityEvent } from '../../model/event.ts';

export interface EventQuery {
  readonly class?: EntityClass;
  readonly id?: string;
  /** Epoch ms, both included. */
  readonly start: number;
  readonly end: number;
  /** So many of the newest. */
  readonly limit?: number;
}

/** What happened to entities and to virtscope. */
export interface EventReader {
  /** Oldest first. */
  events(query: EventQuery): readonly EntityEvent[];
}
