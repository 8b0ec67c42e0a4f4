import type { EntityRef } from '../../model/entity.ts';
import { BoundedQueue } from '../../lib/async/bounded-queue.ts';
import type { EntityEvent } from '../../model/event.ts';
import type { EventQuery } from '../interfaces/event-reader.ts';
import { cutText } from '../../lib/text/cut-text.ts';
import { eventOf } from './entity-diff.ts';
import type { EntityRecord } from './entity-record.ts';

const maxEvents = 100_000;
/** Characters of each text of an event that other features publish. */
const maxText = 1000;
/** The subject of virtscope's own events. */
const program: EntityRecord = {
  class: 'source',
  id: 'virtscope',
  source: 'virtscope',
  name: 'virtscope',
  aliases: [],
  parent: null,
  state: 'up',
  stateSince: 0,
  stateAtLeast: false,
  condition: null,
  devices: [],
  labels: {},
  firstSeen: 0,
  goneSince: null,
};

/** The newest 100,000 events, in the order in which they were published. */
export class EventLog {
  #events = new BoundedQueue<EntityEvent>({ items: maxEvents });
  readonly #onPublish: (event: EntityEvent) => void;

  /** @param onPublish called with every event; not with those that are restored. */
  constructor(onPublish: (event: EntityEvent) => void) {
    this.#onPublish = onPublish;
  }

  get all(): readonly EntityEvent[] {
    return [...this.#events];
  }

  /** Begins with the events of an earlier run. */
  restore(events: readonly EntityEvent[]): void {
    for (const event of events) this.#events.push(event);
  }

  publish(events: readonly EntityEvent[]): void {
    for (const event of events) {
      this.#events.push(event);
      this.#onPublish(event);
    }
  }

  /** Puts the events of an entity under another id. */
  rename({ class: cls, id }: EntityRef, to: string): void {
    const events = this.all;
    this.#events = new BoundedQueue({ items: maxEvents });
    this.restore(events.map((event) => (event.class === cls && event.id === id ? withId(event, to) : event)));
  }

  /** Notes that virtscope began; where it did not note its end, that was at `lastSign` (epoch ms). */
  begin(now: number, lastSign: number): void {
    const last = this.all.findLast(({ id }) => id === program.id);
    if (last?.kind === 'virtscope-started') {
      this.publish([ownEvent('virtscope-stopped', 'ended without a word', Math.max(lastSign, last.time))]);
    }
    this.publish([ownEvent('virtscope-started', 'started', now)]);
  }

  /** Notes that virtscope ended. */
  end(now: number): void {
    this.publish([ownEvent('virtscope-stopped', 'stopped', now)]);
  }

  /** Oldest first. Events of virtscope itself belong to every entity. */
  query({ class: cls, id, start, end, limit = maxEvents }: EventQuery): EntityEvent[] {
    const found: EntityEvent[] = [];
    for (const event of this.#events) {
      if (event.time < start || event.time > end) continue;
      const isOfAll = event.id === program.id;
      const isOfIt = (cls === undefined || event.class === cls) && (id === undefined || event.id === id);
      if (isOfAll || isOfIt) found.push(event);
    }
    // They are in the order of writing, by a clock that may have been set meanwhile.
    found.sort((a, b) => a.time - b.time);
    return found.slice(Math.max(0, found.length - limit));
  }
}

/**
 * An event of which no text is longer than is kept.
 *
 * @throws {Error} where its time is none: a bug.
 */
export function bounded(event: EntityEvent): EntityEvent {
  const { time, class: cls, id, name, kind, from, to, text } = event;
  if (!Number.isFinite(time)) throw new Error(`Cannot publish event of ${cls} ${id}: its time is ${time}`);
  const cut = (one: string): string => cutText(one, maxText);
  const [was, is] = [from === null ? null : cut(from), to === null ? null : cut(to)];
  return { time, class: cls, id: cut(id), name: cut(name), kind, from: was, to: is, text: cut(text) };
}

function withId(event: EntityEvent, id: string): EntityEvent {
  return { ...event, id };
}

function ownEvent(kind: 'virtscope-started' | 'virtscope-stopped', text: string, time: number): EntityEvent {
  return eventOf(program, { kind, from: null, to: null, text }, time);
}
