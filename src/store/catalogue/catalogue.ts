import type { Batch } from '../../model/batch.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import type { EntityEvent } from '../../model/event.ts';
import { byName, type Directory } from '../directory.ts';
import type { EventQuery } from '../interfaces/event-reader.ts';
import type { HistoryRepair } from '../interfaces/health-reader.ts';
import { eventOf, update } from './changes.ts';
import { Journal, type Line } from './journal.ts';
import { absentEntity, type EntityRecord } from './record.ts';

export interface CatalogueOptions {
  readonly directory: Directory;
  /** Where it is kept; null = only in memory. */
  readonly path: string | null;
}

/** Entities that are compared before the rest may wait. */
const entitiesAtOnce = 64;
const maxEvents = 100_000;
const program: EntityRecord = {
  class: 'source',
  id: 'virtscope',
  source: 'virtscope',
  name: 'virtscope',
  host: null,
  state: 'up',
  stuck: false,
  devices: [],
  labels: {},
  firstSeen: 0,
  goneSince: null,
};

/** Who was ever seen, under what name and where, and what happened to them. */
export class Catalogue {
  readonly repairs: HistoryRepair[] = [];
  readonly #directory: Directory;
  readonly #path: string | null;
  readonly #journal: Journal | null;
  readonly #records = new Map<string, EntityRecord>();
  #events: EntityEvent[] = [];
  /** There when the program ended the last time, and not met since; by key. */
  readonly #unmet = new Set<string>();
  /** What the journal has not been given yet: one write a batch. */
  readonly #lines: Line[] = [];
  /** Versions of the tables of series whose departures have been looked for. */
  readonly #versions = new Map<string, number>();
  readonly #absent = new Map<EntityRecord, Entity>();

  constructor({ directory, path }: CatalogueOptions) {
    this.#directory = directory;
    this.#path = path;
    this.#journal = path === null ? null : new Journal(path);
  }

  /**
   * Reads what is kept, before anything is observed. Yields where the rest may wait.
   *
   * @param since epoch ms: events before it are forgotten. That is for rows to say, and not for a clock that may be wrong.
   * @throws InputError HISTORY_NEWER.
   */
  *load(since: number): Generator<void, void> {
    if (!this.#journal) return;
    const { records, events, repairs } = yield* this.#journal.read();
    this.repairs.push(...repairs);
    for (const record of records) {
      this.#records.set(keyOf(record), record);
      if (record.goneSince === null) this.#unmet.add(keyOf(record));
    }
    this.#events = events.filter(({ time }) => time >= since).slice(-maxEvents);
    yield* this.#journal.compact({ records, events: this.#events });
  }

  /** Epoch ms of the newest event; 0 before the first. */
  get lastEvent(): number {
    return this.#events.at(-1)?.time ?? 0;
  }

  /** Notes that virtscope began; where it never said that it ended, it ended at `lastSign` (epoch ms). */
  begin(now: number, lastSign: number): void {
    const last = this.#events.findLast(({ id }) => id === program.id);
    if (last?.kind === 'virtscope-started') {
      this.#tell([ownEvent('virtscope-stopped', 'ended without a word', Math.max(lastSign, last.time))]);
    }
    this.#tell([ownEvent('virtscope-started', 'started', now)]);
    this.#write();
  }

  /** Goes on from one that was in memory only: what that has seen is newer than all that was read. */
  adopt(other: Catalogue): void {
    const known = new Set(this.#records.keys());
    for (const [key, seen] of other.#records) {
      const firstSeen = Math.min(seen.firstSeen, this.#records.get(key)?.firstSeen ?? Infinity);
      const record = { ...seen, firstSeen };
      this.#records.set(key, record);
      this.#unmet.delete(key);
      this.#lines.push({ record });
    }
    // To it everybody was new.
    const isNews = (event: EntityEvent): boolean => event.kind !== 'appeared' || !known.has(keyOf(event));
    this.#tell(other.#events.filter(isNews));
    this.#write();
  }

  /** Compares what a batch brought with what was known. Yields where the rest may wait. */
  *observe(batch: Batch): Generator<void, void> {
    const { series, source, time } = batch;
    let count = 0;
    for (const entity of series.entities()) {
      this.#observe(entity, time);
      if (++count % entitiesAtOnce > 0) continue;
      this.#write();
      yield;
    }
    if (this.#versions.get(source) !== series.version || this.#unmet.size > 0) {
      this.#versions.set(source, series.version);
      for (const record of this.#records.values()) {
        if (record.source === source && record.goneSince === null) this.#lookFor(record, batch);
        if (++count % entitiesAtOnce === 0) yield;
      }
    }
    this.#write();
  }

  /** Those that are gone, by name and id. */
  past(cls: EntityClass): Entity[] {
    const records = [...this.#records.values()];
    const gone = records.filter((record) => record.class === cls && record.goneSince !== null);
    return gone.map((record) => this.#entityOf(record)).sort(byName);
  }

  /** One that is gone, or was not met since the program began; null where nobody of that id was ever seen. */
  absent(cls: EntityClass, id: string): Entity | null {
    const record = this.#records.get(`${cls} ${id}`);
    return record && (record.goneSince !== null || this.#unmet.has(keyOf(record)))
      ? this.#entityOf(record)
      : null;
  }

  /** Epoch ms at which it was first seen; Infinity for one that never was. */
  since({ class: cls, id }: Entity): number {
    return this.#records.get(`${cls} ${id}`)?.firstSeen ?? Infinity;
  }

  /** Forgets those whose history has run out. Yields where the rest may wait. */
  *forget(hasHistory: (cls: EntityClass, id: string) => boolean): Generator<void, void> {
    const before = this.#records.size;
    for (const [key, record] of this.#records) {
      if (record.goneSince !== null && !hasHistory(record.class, record.id)) this.#records.delete(key);
    }
    if (this.#records.size === before) return;
    if (!this.#journal) return;
    yield* this.#journal.compact({ records: [...this.#records.values()], events: this.#events });
  }

  /** Oldest first. What happens to virtscope happens to everybody's history. */
  events({ class: cls, id, start, end, limit = maxEvents }: EventQuery): EntityEvent[] {
    const found = this.#events.filter((event) => {
      if (event.time < start || event.time > end) return false;
      if (event.id === program.id) return true;
      return (cls === undefined || event.class === cls) && (id === undefined || event.id === id);
    });
    // They are in the order of writing, by a clock that may have been set meanwhile.
    found.sort((a, b) => a.time - b.time);
    return found.slice(Math.max(0, found.length - limit));
  }

  /** @param now epoch ms; null where it is unknown, and the end is found at the next start. */
  close(now: number | null): void {
    if (now !== null) this.#tell([ownEvent('virtscope-stopped', 'stopped', now)]);
    this.#write();
    this.#journal?.close();
  }

  #observe(met: Entity, time: number): void {
    const key = keyOf(met);
    // Of one that two sources report, the one that runs counts.
    const entity = this.#directory.get(met.class, met.id) ?? met;
    const record = this.#records.get(key);
    const seenBefore = !this.#unmet.delete(key);
    if (!record) return this.#enter(entity, key, time);
    const returned = record.goneSince !== null;
    record.goneSince = null;
    if (returned || !seenBefore) this.#absent.delete(record);
    const isBaseline = record.devices === null && entity.devices !== null;
    const events = update(record, entity, { time, hostName: (id) => this.#hostName(id) });
    const change = { kind: 'appeared', from: null, to: null, text: 'is here again' } as const;
    if (returned) events.unshift(eventOf(record, change, time));
    if (events.length > 0 || isBaseline) this.#tell(events, record);
  }

  #enter(entity: Entity, key: string, time: number): void {
    const { class: cls, id, source, name, host, devices, labels } = entity;
    const state = entity.state === 'unknown' ? 'nostate' : entity.state;
    const stuck = entity.trouble?.kind === 'stuck';
    const rest = { stuck, devices, labels, firstSeen: time, goneSince: null };
    const record = { class: cls, id, source, name, host, state, ...rest };
    this.#records.set(key, record);
    const change = { kind: 'appeared', from: null, to: null, text: 'seen for the first time' } as const;
    this.#tell([eventOf(record, change, time)], record);
  }

  /** One that is in no table is gone, if it was in one or the list of VMs is known to be complete. */
  #lookFor(record: EntityRecord, { series, values, time }: Batch): void {
    if (this.#directory.get(record.class, record.id)) return;
    const key = keyOf(record);
    if (this.#unmet.has(key)) {
      const self = this.#directory.get('source', record.source);
      const slot = self ? series.find(self, 'vms.total') : undefined;
      if (slot === undefined || Number.isNaN(values[slot])) return;
    }
    this.#unmet.delete(key);
    this.#absent.delete(record);
    record.goneSince = time;
    const change = { kind: 'gone', from: record.state, to: null, text: 'is gone' } as const;
    this.#tell([eventOf(record, change, time)], record);
  }

  #tell(events: readonly EntityEvent[], record?: EntityRecord): void {
    this.#events.push(...events);
    if (this.#events.length > maxEvents) this.#events.splice(0, this.#events.length - maxEvents);
    if (!this.#journal) return;
    for (const event of events) this.#lines.push({ event });
    if (record) this.#lines.push({ record });
  }

  #write(): void {
    const journal = this.#journal;
    if (!journal) return;
    journal.append(this.#lines.splice(0));
    if (!journal.isLost) return;
    const isRewritten = journal.rewrite({ records: [...this.#records.values()], events: this.#events });
    if (!isRewritten) return;
    const problem = 'it was removed or replaced while it was open and was written anew';
    this.repairs.push({ file: this.#path ?? '', problem, rowsLost: 0 });
  }

  #entityOf(record: EntityRecord): Entity {
    let entity = this.#absent.get(record);
    if (!entity) this.#absent.set(record, (entity = absentEntity(record)));
    return entity;
  }

  #hostName(id: string): string {
    return this.#directory.get('host', id)?.name ?? this.#records.get(`host ${id}`)?.name ?? id;
  }
}

function keyOf({ class: cls, id }: Pick<EntityRecord, 'class' | 'id'>): string {
  return `${cls} ${id}`;
}

function ownEvent(kind: 'virtscope-started' | 'virtscope-stopped', text: string, time: number): EntityEvent {
  return eventOf(program, { kind, from: null, to: null, text }, time);
}
