import type { EntityEvent } from '../../model/event.ts';
import type { EventReader } from '../../store/mod.ts';
import type { EventCondition } from '../rule/rule.ts';

/** So old may counts be. */
const EVERY_MS = 15_000;

/** Times of the events that rules count, by kind and entity. */
export class EventCounts {
  readonly #events: Pick<EventReader, 'events'>;
  readonly #kinds: ReadonlySet<string>;
  readonly #longestMs: number;
  #times = new Map<string, Map<string, number[]>>();
  #readAt = -Infinity;

  constructor(events: Pick<EventReader, 'events'>, conditions: readonly EventCondition[]) {
    this.#events = events;
    this.#kinds = new Set(conditions.flatMap((condition) => condition.events));
    this.#longestMs = Math.max(0, ...conditions.map(({ withinMs }) => withinMs));
  }

  /** Reads the log again where what was read is too old; epoch ms. */
  refresh(now: number): void {
    if (this.#kinds.size === 0 || Math.abs(now - this.#readAt) < EVERY_MS) return;
    this.#readAt = now;
    this.#times = new Map();
    for (const event of this.#events.events({ start: now - this.#longestMs, end: now })) this.#add(event);
  }

  /** Ids of entities of a class to which such an event happened, each with the times; epoch ms, ascending. */
  timesOf(cls: string, kind: string): ReadonlyMap<string, readonly number[]> {
    return this.#times.get(`${cls} ${kind}`) ?? none;
  }

  #add({ class: cls, id, kind, time }: EntityEvent): void {
    if (!this.#kinds.has(kind)) return;
    const key = `${cls} ${kind}`;
    const byId = this.#times.get(key) ?? new Map<string, number[]>();
    this.#times.set(key, byId);
    const times = byId.get(id) ?? [];
    byId.set(id, times);
    times.push(time);
  }
}

const none: ReadonlyMap<string, readonly number[]> = new Map();
