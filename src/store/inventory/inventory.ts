import type { Batch } from '../../model/batch.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import type { EntityEvent } from '../../model/event.ts';
import { byName } from '../head/class-index.ts';
import type { EntityIndex } from '../head/entity-index.ts';
import type { HistoryRepair } from '../interfaces/health-reader.ts';
import { bounded, EventLog } from './event-log.ts';
import { Journal, type Line } from './journal.ts';
import type { EntityRecord } from './entity-record.ts';
import { EntityRecords, keyOf } from './entity-records.ts';
import { Presence } from './presence.ts';

/** An entity that has had other ids. */
export type Renamed = Pick<Entity, 'class' | 'id' | 'aliases'>;

export interface InventoryOptions {
  readonly index: EntityIndex;
  /** Where it is kept; null = only in memory. */
  readonly path: string | null;
  /** Whether the configuration still has a source that was there before a restart. @default all */
  readonly isConfigured?: (source: string) => boolean;
}

/** Entities that are compared before the rest may wait. */
const entitiesAtOnce = 64;

/** Every entity that was ever seen, with its newest name, place and state, kept over restarts with the {@link EventLog}. */
export class Inventory {
  readonly repairs: HistoryRepair[] = [];
  readonly log = new EventLog((event) => this.#addLine({ event }));
  readonly #path: string | null;
  readonly #journal: Journal | null;
  readonly #records = new EntityRecords();
  readonly #presence: Presence;
  /** Lines to be written to the journal: one write a batch. */
  readonly #lines: Line[] = [];
  /** Versions of the series tables that were searched for removed entities. */
  readonly #versions = new Map<string, number>();

  constructor({ index, path, isConfigured = () => true }: InventoryOptions) {
    this.#presence = new Presence({
      index,
      records: this.#records,
      publish: (events, record) => this.#publish(events, record),
      isConfigured,
    });
    this.#path = path;
    this.#journal = path === null ? null : new Journal(path);
  }

  /**
   * Reads what is kept, before anything is observed. Yields where the rest may wait.
   *
   * @param since epoch ms: events before it are forgotten. The oldest row decides it, not a clock that may be wrong.
   * @param renamed entities that have had other ids
   * @throws InputError HISTORY_NEWER.
   */
  *load(since: number, renamed: readonly Renamed[] = []): Generator<void, void> {
    if (!this.#journal) return;
    const { records, events, repairs } = yield* this.#journal.read();
    this.repairs.push(...repairs);
    for (const record of records) {
      this.#records.put(record);
      this.#presence.restore(record);
    }
    this.log.restore(events.filter(({ time }) => time >= since));
    yield* this.#journal.compact({ records, events: this.log.all });
    for (const entity of renamed) yield* this.#rename(entity);
  }

  /**
   * Notes that virtscope began; where it did not note its end, that was at `lastSign` (epoch ms). What was there then is
   * shown as unknown until its source reports it, and is removed where that is not configured any more.
   */
  begin(now: number, lastSign: number): void {
    this.log.begin(now, lastSign);
    const until = lastSign > 0 ? Math.min(lastSign, now) : now;
    for (const record of this.#records.all()) this.#presence.begin(record, { now, until });
    this.#write();
  }

  /** Goes on from one that was in memory only: what that has seen is newer than all that was read. */
  adopt(other: Inventory): void {
    const known = new Set(this.#records.all().map(keyOf));
    for (const seen of other.#records.all()) {
      const key = keyOf(seen);
      const older = this.#records.get(key);
      const record = { ...seen, firstSeen: Math.min(seen.firstSeen, older?.firstSeen ?? Infinity) };
      this.#presence.supersede(older, record);
      this.#records.put(record);
      this.#lines.push({ record });
    }
    // To that one every entity was new.
    const isNews = (event: EntityEvent): boolean => event.kind !== 'appeared' || !known.has(keyOf(event));
    this.log.publish(other.log.all.filter(isNews));
    this.#write();
  }

  /** Compares what a batch brought with what was known. Yields where the rest may wait. */
  *observe(batch: Batch): Generator<void, void> {
    const { series, source } = batch;
    const isNew = this.#presence.note(batch);
    let count = 0;
    for (const entity of series.entities()) {
      if (entity.aliases.length > 0) yield* this.#rename(entity);
      this.#presence.observe(entity, batch, isNew);
      if (++count % entitiesAtOnce > 0) continue;
      this.#write();
      yield;
    }
    this.#presence.noteListed(batch);
    if (this.#versions.get(source) !== series.version || !this.#presence.isConfirmed) {
      this.#versions.set(source, series.version);
      for (const record of this.#records.ofSource(source)) {
        this.#presence.confirm(record, batch);
        if (++count % entitiesAtOnce === 0) yield;
      }
    }
    yield* this.#presence.settlePending(batch);
    this.#write();
  }

  /** Removes the entities of a source that was removed at `time` (epoch ms), but for those that another one reports. */
  *removeSource(source: string, time: number): Generator<void, void> {
    this.#versions.delete(source);
    this.#presence.removeSource(source);
    let count = 0;
    for (const record of this.#records.ofSource(source)) {
      this.#presence.retire(record, time);
      if (++count % entitiesAtOnce > 0) continue;
      this.#write();
      yield;
    }
    this.#write();
  }

  /** Puts an event of another feature into the log. */
  publish(event: EntityEvent): void {
    this.log.publish([bounded(event)]);
    this.#write();
  }

  /** Removed entities, by name and id. */
  past(cls: EntityClass): Entity[] {
    return Array.from(this.#records.removed(cls), (record) => this.#presence.entityOf(record)).sort(byName);
  }

  /** An entity that was removed, or was not seen since the program began; null for one that is reported or never was. */
  unreported(cls: EntityClass, id: string): Entity | null {
    const record = this.#records.get(`${cls} ${id}`);
    return record ? this.#presence.unreported(record) : null;
  }

  /** Epoch ms at which it was first seen; Infinity for one that never was. */
  since({ class: cls, id }: Entity): number {
    return this.#records.get(`${cls} ${id}`)?.firstSeen ?? Infinity;
  }

  /** Forgets removed entities whose history has run out. Yields where the rest may wait. */
  *forget(hasHistory: (record: EntityRecord) => boolean): Generator<void, void> {
    const before = this.#records.size;
    for (const record of this.#records.all()) {
      if (record.goneSince !== null && !hasHistory(record)) this.#records.delete(record);
    }
    if (this.#records.size === before) return;
    if (!this.#journal) return;
    yield* this.#journal.compact({ records: this.#records.all(), events: this.log.all });
  }

  /** @param now epoch ms; null where it is unknown, and the end is found at the next start. */
  close(now: number | null): void {
    if (now !== null) this.log.end(now);
    this.#write();
    this.#journal?.close();
  }

  /** Moves the record and the events of an entity from an earlier id to its id. Yields where the rest may wait. */
  *#rename({ class: cls, id, aliases }: Renamed): Generator<void, void> {
    for (const alias of aliases) {
      const former = this.#records.get(`${cls} ${alias}`);
      if (!former) continue;
      this.#write();
      this.#records.delete(former);
      const key = keyOf({ class: cls, id });
      if (!this.#records.get(key)) this.#records.put({ ...former, id, aliases });
      this.#presence.rename(former, this.#records.get(key) ?? former);
      for (const record of this.#records.all())
        if (record.parent?.class === cls && record.parent.id === alias) record.parent = { class: cls, id };
      this.log.rename({ class: cls, id: alias }, id);
      // Lines have the earlier id: the file is written again.
      yield* this.#journal?.compact({ records: this.#records.all(), events: this.log.all }) ?? [];
    }
  }

  #publish(events: readonly EntityEvent[], record: EntityRecord): void {
    this.log.publish(events);
    this.#addLine({ record });
  }

  #addLine(line: Line): void {
    if (this.#journal) this.#lines.push(line);
  }

  #write(): void {
    const journal = this.#journal;
    if (!journal) return;
    journal.append(this.#lines.splice(0));
    if (!journal.isLost) return;
    const isRewritten = journal.rewrite({ records: this.#records.all(), events: this.log.all });
    if (!isRewritten) return;
    const problem = 'it was removed or replaced while it was open and was written anew';
    this.repairs.push({ file: this.#path ?? '', problem, rowsLost: 0 });
  }
}
