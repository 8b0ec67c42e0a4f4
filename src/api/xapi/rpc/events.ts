import type { Services } from '../../context.ts';
import { classes, keptClasses, type KeptClass } from '../records/classes.ts';
import { XapiFailure } from '../failure.ts';
import type { Inventory, InventorySources } from '../records/inventory.ts';
import type { Session } from '../session/sessions.ts';
import { dateTime } from '../records/world.ts';

interface Event {
  readonly id: number;
  readonly timestamp: string;
  readonly class: string;
  readonly operation: 'add' | 'mod' | 'del';
  readonly ref: string;
}

interface Events {
  readonly events: readonly Event[];
  /** How many objects there are of each class: a reader that counts otherwise has lost some. */
  readonly valid_ref_counts: Readonly<Record<string, number>>;
  readonly token: string;
}

export interface EventsOptions {
  readonly services: InventorySources & Pick<Services, 'turns'>;
  readonly inventory: Inventory;
  readonly session: Session;
  /** `*`, `vm` or `vm/OpaqueRef:…`, in any case. */
  readonly wanted: readonly string[];
  readonly token: string;
  readonly seconds: number;
  /** Aborted when the reader has left. */
  readonly left: AbortSignal;
}

/** Longest wait of a reader, and longest list it may send. */
const maxSeconds = 600;
const maxWanted = 1000;

/** Where a reader that has fetched all now goes on. */
export async function tokenOf(inventory: Inventory): Promise<string> {
  await inventory.refresh();
  return tokenAt(inventory.generation);
}

function tokenAt(generation: number): string {
  return `${String(generation).padStart(20, '0')},${'0'.repeat(20)}`;
}

/**
 * What changed since a token, at once or as soon as something does; nothing when the time is over. An empty token is
 * before everything. Several changes of an object are one.
 *
 * @throws XapiFailure EVENTS_LOST for a token so old that removals since are forgotten; SESSION_INVALID when the session
 * ends meanwhile.
 */
export async function eventsFrom(options: EventsOptions): Promise<Events> {
  const { services, inventory, session, seconds, left } = options;
  const { store, clock, closing, turns } = services;
  const since = generationOf(options.token);
  const matches = matcherOf(options.wanted);
  const stop = AbortSignal.any([left, closing, session.ended]);
  const deadline = clock.monotonic() + Math.min(seconds, maxSeconds) * 1000;
  let checked = -1;
  for (;;) {
    await inventory.refresh();
    // All that wait for the same change have it in the same moment.
    await turns.next();
    if (stop.aborted) throw new XapiFailure('SESSION_INVALID', session.ref);
    const isLost = since > 0 && (since < inventory.forgotten || since > inventory.generation);
    if (isLost) throw new XapiFailure('EVENTS_LOST');
    // Most batches change no object.
    const isNew = inventory.generation > checked;
    checked = inventory.generation;
    const events = isNew ? changes(inventory, since, matches, dateTime(clock.now())) : [];
    const { news } = inventory;
    const remaining = deadline - clock.monotonic();
    if (events.length > 0 || remaining <= 0) {
      return { events, valid_ref_counts: counts(inventory), token: tokenAt(inventory.generation) };
    }
    try {
      await store.changed(AbortSignal.any([stop, news]), remaining);
    } catch (error) {
      if (stop.aborted) throw new XapiFailure('SESSION_INVALID', session.ref);
      if (!news.aborted) throw error;
    }
  }
}

/** The events as they are written: each but a `del` with its object, made then, since there may be tens of thousands. */
export function* withSnapshots(events: readonly Event[], inventory: Inventory): Iterable<object> {
  for (const event of events) {
    const cls = inventory.tracked.get(event.ref)?.class;
    if (event.operation === 'del' || !cls) yield event;
    else yield { ...event, snapshot: inventory.find(cls, event.ref)?.record };
  }
}

type Matcher = (cls: KeptClass, ref: string) => boolean;

/** Classes as events name them. */
const lowerCase = new Map(keptClasses.map((cls) => [cls, cls.toLowerCase()]));

function changes(inventory: Inventory, since: number, matches: Matcher, timestamp: string): Event[] {
  const events: Event[] = [];
  if (since > 0) {
    for (const { class: cls, ref, generation } of inventory.removed) {
      if (generation <= since || inventory.tracked.has(ref) || !matches(cls, ref)) continue;
      events.push({ id: generation, timestamp, class: lowerCase.get(cls) ?? '', operation: 'del', ref });
    }
  }
  for (const { class: cls, ref, created, changed } of inventory.tracked.values()) {
    if (changed <= since || !matches(cls, ref)) continue;
    const operation = created > since ? 'add' : 'mod';
    events.push({ id: changed, timestamp, class: lowerCase.get(cls) ?? '', operation, ref });
  }
  return events;
}

function counts({ tracked }: Inventory): Record<string, number> {
  const found = Object.fromEntries(classes.map((cls) => [cls.toLowerCase(), 0]));
  for (const { class: cls } of tracked.values()) {
    const name = lowerCase.get(cls) ?? '';
    found[name] = (found[name] ?? 0) + 1;
  }
  return found;
}

function matcherOf(wanted: readonly string[]): Matcher {
  if (wanted.length > maxWanted) {
    throw new XapiFailure('EVENT_SUBSCRIPTION_PARSE_FAILURE', `more than ${maxWanted} subscriptions`);
  }
  const all = wanted.includes('*');
  const names = new Set<string>(wanted.map((each) => each.toLowerCase()));
  return (cls, ref) => {
    if (all) return true;
    const name = lowerCase.get(cls) ?? '';
    return names.has(name) || names.has(`${name}/${ref.toLowerCase()}`) || names.has(`${name}/*`);
  };
}

/** @throws XapiFailure EVENT_FROM_TOKEN_PARSE_FAILURE. */
function generationOf(token: string): number {
  if (token === '') return 0;
  const [, generation] = /^(\d{1,20}),\d{1,20}$/.exec(token) ?? [];
  if (generation === undefined) throw new XapiFailure('EVENT_FROM_TOKEN_PARSE_FAILURE', token.slice(0, 80));
  return Number(generation);
}
