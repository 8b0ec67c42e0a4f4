import type { Batch } from '../../model/batch.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import type { EntityEvent } from '../../model/event.ts';
import { byName } from '../head/class-index.ts';
import type { EntityIndex } from '../head/entity-index.ts';
import type { HistoryRepair } from '../interfaces/health-reader.ts';
import { eventOf, stuckChange, update } from './entity-diff.ts';
import { bounded, EventLog } from './event-log.ts';
import { Journal, type Line } from './journal.ts';
import { unreportedEntity, type EntityRecord } from './entity-record.ts';
import { EntityRecords, keyOf } from './entity-records.ts';
import { continueOnsets, settleOnsets, type Sight } from './onset.ts';

/** An entity that has had other ids. */
export type Renamed = Pick<Entity, 'class' | 'id' | 'aliases'>;

export interface InventoryOptions {
  readonly index: EntityIndex;
  /** Where it is kept; null = only in memory. */
  readonly path: string | null;
}

const notSeen = 'its source has not reported it since virtscope started';
/** Entities that are compared before the rest may wait. */
const entitiesAtOnce = 64;

/** Every entity that was ever seen, with its newest name, place and state, kept over restarts with the {@link EventLog}. */
export class Inventory {
  readonly repairs: HistoryRepair[] = [];
  readonly log = new EventLog((event) => this.#addLine({ event }));
  readonly #index: EntityIndex;
  readonly #path: string | null;
  readonly #journal: Journal | null;
  readonly #records = new EntityRecords();
  /**
   * Keys of entities that were there when the program last ended, or when their source was removed, and have not been seen
   * since: null, or the epoch ms of the removal.
   */
  readonly #unconfirmed = new Map<string, number | null>();
  /** Lines to be written to the journal: one write a batch. */
  readonly #lines: Line[] = [];
  /** Versions of the series tables that were searched for removed entities. */
  readonly #versions = new Map<string, number>();
  readonly #unreported = new Map<EntityRecord, Entity>();
  /** By source, the classes that its last batch listed completely: a change in the next batch began since then. */
  readonly #complete = new Map<string, readonly EntityClass[]>();
  /** Epoch ms. */
  #began = 0;

  constructor({ index, path }: InventoryOptions) {
    this.#index = index;
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
      if (record.goneSince === null) this.#unconfirmed.set(keyOf(record), null);
    }
    this.log.restore(events.filter(({ time }) => time >= since));
    yield* this.#journal.compact({ records, events: this.log.all });
    for (const entity of renamed) yield* this.#rename(entity);
  }

  /** Notes that virtscope began; where it did not note its end, that was at `lastSign` (epoch ms). */
  begin(now: number, lastSign: number): void {
    this.#began = now;
    this.log.begin(now, lastSign);
    this.#write();
  }

  /** Goes on from one that was in memory only: what that has seen is newer than all that was read. */
  adopt(other: Inventory): void {
    const known = new Set(this.#records.all().map(keyOf));
    for (const seen of other.#records.all()) {
      const key = keyOf(seen);
      const older = this.#records.get(key);
      const record = { ...seen, firstSeen: Math.min(seen.firstSeen, older?.firstSeen ?? Infinity) };
      if (older) continueOnsets(record, older);
      this.#records.put(record);
      this.#unconfirmed.delete(key);
      this.#lines.push({ record });
    }
    // To that one every entity was new.
    const isNews = (event: EntityEvent): boolean => event.kind !== 'appeared' || !known.has(keyOf(event));
    this.log.publish(other.log.all.filter(isNews));
    this.#write();
  }

  /** Compares what a batch brought with what was known. Yields where the rest may wait. */
  *observe(batch: Batch): Generator<void, void> {
    const { series, source, time } = batch;
    let count = 0;
    for (const entity of series.entities()) {
      if (entity.aliases.length > 0) yield* this.#rename(entity);
      this.#observe(entity, time);
      if (++count % entitiesAtOnce > 0) continue;
      this.#write();
      yield;
    }
    this.#complete.set(source, batch.complete);
    if (this.#versions.get(source) !== series.version || this.#unconfirmed.size > 0) {
      this.#versions.set(source, series.version);
      for (const record of this.#records.ofSource(source)) {
        this.#confirm(record, batch);
        if (++count % entitiesAtOnce === 0) yield;
      }
    }
    this.#write();
  }

  /** Marks the entities of a source that was removed (epoch ms) as not seen since: they are as unknown as after a restart. */
  *removeSource(source: string, time: number): Generator<void, void> {
    this.#versions.delete(source);
    this.#complete.delete(source);
    let count = 0;
    for (const record of this.#records.ofSource(source)) {
      if (!this.#index.get(record.class, record.id)) this.#unconfirmed.set(keyOf(record), time);
      if (++count % entitiesAtOnce === 0) yield;
    }
  }

  /** Puts an event of another feature into the log. */
  publish(event: EntityEvent): void {
    this.log.publish([bounded(event)]);
    this.#write();
  }

  /** Removed entities, by name and id. */
  past(cls: EntityClass): Entity[] {
    return Array.from(this.#records.removed(cls), (record) => this.#entityOf(record)).sort(byName);
  }

  /** An entity that was removed, or was not seen since the program began; null for one that is reported or never was. */
  unreported(cls: EntityClass, id: string): Entity | null {
    const record = this.#records.get(`${cls} ${id}`);
    return record && (record.goneSince !== null || this.#unconfirmed.has(keyOf(record)))
      ? this.#entityOf(record)
      : null;
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
      const removedAt = this.#unconfirmed.get(keyOf(former));
      if (this.#unconfirmed.delete(keyOf(former)) && removedAt !== undefined)
        this.#unconfirmed.set(key, removedAt);
      for (const record of this.#records.all())
        if (record.parent?.class === cls && record.parent.id === alias) record.parent = { class: cls, id };
      this.log.rename({ class: cls, id: alias }, id);
      // Lines have the earlier id: the file is written again.
      yield* this.#journal?.compact({ records: this.#records.all(), events: this.log.all }) ?? [];
    }
  }

  #observe(met: Entity, time: number): void {
    const key = keyOf(met);
    // Of one that two sources report, the one that runs counts.
    const entity = this.#index.get(met.class, met.id) ?? met;
    const record = this.#records.get(key);
    const seenBefore = !this.#unconfirmed.delete(key);
    const isFirst = !seenBefore || !this.#complete.get(entity.source)?.includes(entity.class);
    if (!record) return this.#add(entity, { time, isFirst });
    const returned = record.goneSince !== null;
    if (returned || record.source !== entity.source)
      this.#records.move(record, { source: entity.source, goneSince: null });
    if (returned || !seenBefore) this.#unreported.delete(record);
    const isBaseline = record.devices === null && entity.devices !== null;
    const events = update(record, entity, { time, hostName: (id) => this.#hostName(id) });
    const change = { kind: 'appeared', from: null, to: null, text: 'is here again' } as const;
    if (returned) events.unshift(eventOf(record, change, time));
    const isOther = settleOnsets(record, entity, { time, isFirst });
    if (events.length > 0 || isBaseline || isOther) this.#publish(events, record);
  }

  #add(entity: Entity, sight: Sight): void {
    const { class: cls, id, aliases, source, name, parent, devices, labels } = entity;
    const { time } = sight;
    const onsets = { state: 'nostate', stateSince: time, stateAtLeast: true, condition: null };
    const rest = { ...onsets, devices, labels, firstSeen: time, goneSince: null };
    const record = { class: cls, id, aliases, source, name, parent, ...rest };
    this.#records.put(record);
    const appeared = { kind: 'appeared', from: null, to: null, text: 'seen for the first time' } as const;
    const changes = [appeared, ...stuckChange(record, entity)];
    settleOnsets(record, entity, sight);
    this.#publish(
      changes.map((change) => eventOf(record, change, time)),
      record,
    );
  }

  /** Marks an entity removed that is in no table, if it was in one in this run or the batch lists all of its class. */
  #confirm(record: EntityRecord, { complete, time }: Batch): void {
    if (this.#index.get(record.class, record.id)) return;
    const key = keyOf(record);
    if (this.#unconfirmed.has(key) && !complete.includes(record.class)) return;
    this.#unconfirmed.delete(key);
    this.#unreported.delete(record);
    this.#records.move(record, { source: record.source, goneSince: time });
    const change = { kind: 'gone', from: record.state, to: null, text: 'was removed' } as const;
    this.#publish([eventOf(record, change, time)], record);
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

  #entityOf(record: EntityRecord): Entity {
    let entity = this.#unreported.get(record);
    if (!entity) {
      const removed = this.#unconfirmed.get(keyOf(record)) ?? null;
      const reason = removed === null ? notSeen : 'its source was removed';
      entity = unreportedEntity(record, { since: removed ?? this.#began, reason });
      this.#unreported.set(record, entity);
    }
    return entity;
  }

  #hostName(id: string): string {
    return this.#index.get('host', id)?.name ?? this.#records.get(`host ${id}`)?.name ?? id;
  }
}
