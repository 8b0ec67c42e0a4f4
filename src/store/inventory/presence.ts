import { isInactive } from '../../model/classes.ts';
import type { Batch } from '../../model/batch.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import type { EntityEvent } from '../../model/event.ts';
import type { EntityIndex } from '../head/entity-index.ts';
import { standingOf } from '../head/standing.ts';
import { conditionChanges, eventOf, update } from './entity-diff.ts';
import { unreportedEntity, type EntityRecord } from './entity-record.ts';
import { keyOf, type EntityRecords } from './entity-records.ts';
import { Held } from './held.ts';
import { Moves } from './moves.ts';
import { continueOnsets, settleOnsets, type Sight } from './onset.ts';

export interface PresenceOptions {
  readonly index: EntityIndex;
  readonly records: EntityRecords;
  /** Called with a record that has changed, and what happened to its entity. */
  readonly publish: (events: readonly EntityEvent[], record: EntityRecord) => void;
  /** Whether the configuration has a source that was there before a restart. */
  readonly isConfigured: (source: string) => boolean;
}

const notSeen = 'its source has not reported it since virtscope started';

/** Keeps the records true to what sources report: what is there, where it is, and what was removed. */
export class Presence {
  readonly #index: EntityIndex;
  readonly #records: EntityRecords;
  readonly #publish: PresenceOptions['publish'];
  readonly #isConfigured: PresenceOptions['isConfigured'];
  readonly #moves = new Moves();
  readonly #held: Held;
  /** Records of entities that were there when the program last ended, and have not been seen since. */
  readonly #unconfirmed = new Set<EntityRecord>();
  readonly #unreported = new Map<EntityRecord, Entity>();
  /** As a source reported it last. */
  readonly #last = new WeakMap<EntityRecord, Entity>();
  /** By source, the classes that its last batch listed completely: a change in the next batch began since then. */
  readonly #complete = new Map<string, readonly EntityClass[]>();
  readonly #hostName = (id: string): string =>
    this.#index.get('host', id)?.name ?? this.#records.get(`host ${id}`)?.name ?? id;
  /** Epoch ms until which what was there before a restart is known. */
  #knownUntil = 0;

  constructor({ index, records, publish, isConfigured }: PresenceOptions) {
    this.#index = index;
    this.#records = records;
    this.#publish = publish;
    this.#isConfigured = isConfigured;
    this.#held = new Held(index);
  }

  /** Whether nothing is left of before a restart. */
  get isConfirmed(): boolean {
    return this.#unconfirmed.size === 0;
  }

  /** Takes the record of an entity from before a restart. */
  restore(record: EntityRecord): void {
    if (record.goneSince !== null) return;
    this.#unconfirmed.add(record);
    if (this.#isConfigured(record.source)) this.#moves.expect(record);
  }

  /**
   * Shows an entity that was there `until` a time before a restart as unknown until its source reports it. One whose source
   * is not configured any more is removed, a VM where no other source lists it.
   */
  begin(record: EntityRecord, { now, until }: { readonly now: number; readonly until: number }): void {
    this.#knownUntil = until;
    const { class: cls, id, source } = record;
    if (!this.#unconfirmed.has(record)) return;
    const isLost = !this.#isConfigured(source);
    if (isLost && cls !== 'VM') return this.#remove(record, now);
    if (isLost) this.#moves.begin(record, { since: now, by: source });
    if (cls !== 'source' && !this.#index.get(cls, id)) this.#held.show(record, this.entityOf(record));
  }

  /** Goes on with a record of this run in place of an older one of its entity. */
  supersede(older: EntityRecord | undefined, record: EntityRecord): void {
    if (older) {
      continueOnsets(record, older);
      this.#unconfirmed.delete(older);
      this.#held.end(older);
    }
    this.#moves.expect(record);
  }

  /** Goes on with a record under another id. */
  rename(former: EntityRecord, record: EntityRecord): void {
    this.#held.end(former);
    if (this.#unconfirmed.delete(former)) this.#unconfirmed.add(record);
  }

  /** The entity of a record that is not reported: it was removed, or was not seen since the program began. */
  unreported(record: EntityRecord): Entity | null {
    return record.goneSince !== null || this.#unconfirmed.has(record) ? this.entityOf(record) : null;
  }

  entityOf(record: EntityRecord): Entity {
    let entity = this.#unreported.get(record);
    if (!entity) {
      entity = unreportedEntity(record, { since: this.#knownUntil, reason: notSeen });
      this.#unreported.set(record, entity);
    }
    return entity;
  }

  /** @returns whether its source lists VMs for the first time */
  note(batch: Batch): boolean {
    return this.#moves.note(batch);
  }

  /** Takes the end of a batch. */
  noteListed({ source, complete }: Batch): void {
    this.#complete.set(source, complete);
  }

  /** @param isNew whether it is of a source that lists VMs for the first time */
  observe(met: Entity, batch: Batch, isNew: boolean): void {
    // Of one that two sources report, the primary one counts.
    const entity = this.#index.reported(met.class, met.id) ?? met;
    const record = this.#records.get(keyOf(met));
    if (!record) this.#add(entity, batch.time);
    else this.#settle(record, entity, batch, isNew && entity === met);
  }

  /** Examines a record whose entity is not in the table of its source; that it was never in one proves nothing. */
  confirm(record: EntityRecord, batch: Batch): void {
    const entity = this.#index.reported(record.class, record.id);
    if (entity?.source === record.source) return;
    if (this.#unconfirmed.has(record) && !batch.complete.includes(record.class)) return;
    this.#settle(record, entity, batch);
  }

  /** Examines the records of VMs that may be between two hosts. */
  *settlePending(batch: Batch): Generator<void, void> {
    for (const record of this.#moves.pending()) {
      yield;
      this.#settle(record, this.#index.reported(record.class, record.id), batch);
    }
  }

  removeSource(source: string): void {
    this.#complete.delete(source);
    this.#moves.remove(source);
  }

  /** Removes an entity with its source, at `time` (epoch ms), unless another source reports it. */
  retire(record: EntityRecord, time: number): void {
    const entity = this.#index.reported(record.class, record.id);
    if (entity) this.#update(record, entity, { time, isFirst: true, isSilent: true });
    else this.#remove(record, time, true);
  }

  #add(entity: Entity, time: number): void {
    const { class: cls, id, aliases, source, name, devices, labels } = entity;
    // One that arrives is on another host still.
    const parent = standingOf(entity) === 'arriving' ? null : entity.parent;
    const onsets = { state: 'nostate', stateSince: time, stateAtLeast: true, condition: null };
    const rest = { ...onsets, devices, labels, firstSeen: time, goneSince: null };
    const record = { class: cls, id, aliases, source, name, parent, ...rest };
    this.#records.put(record);
    this.#last.set(record, entity);
    const appeared = { kind: 'appeared', from: null, to: null, text: 'seen for the first time' } as const;
    const changes = [appeared, ...conditionChanges(record, entity)];
    settleOnsets(record, entity, { time, isFirst: !this.#isListed(entity) });
    this.#publish(
      changes.map((change) => eventOf(record, change, time)),
      record,
    );
  }

  /** Takes what sources report of a record, `null` where none has it, unless that may be between two hosts. */
  #settle(record: EntityRecord, entity: Entity | null, batch: Batch, isNew = false): void {
    const { time } = batch;
    if (!this.#moves.isSettled(record, entity, batch)) {
      const last = this.#unconfirmed.has(record) ? this.entityOf(record) : this.#last.get(record);
      this.#held.hold(record, last, { since: this.#moves.since(record), now: time });
      return;
    }
    if (this.#moves.end(record)) this.#held.end(record);
    if (!entity) return this.#remove(record, time);
    // What a new source runs may have been there while it was off elsewhere.
    const isSilent = isNew && entity.source !== record.source && isInactive(record.class, record.state);
    this.#update(record, entity, { time, isFirst: !this.#isListed(entity), isSilent });
  }

  #update(record: EntityRecord, entity: Entity, sight: Sight & { readonly isSilent: boolean }): void {
    const { time, isSilent } = sight;
    const seenBefore = !this.#unconfirmed.delete(record);
    const returned = record.goneSince !== null;
    if (returned || record.source !== entity.source)
      this.#records.move(record, { source: entity.source, goneSince: null });
    if (returned || !seenBefore) this.#unreported.delete(record);
    if (!seenBefore) this.#held.end(record);
    if (this.#last.get(record) !== entity) this.#last.set(record, entity);
    const isBaseline = record.devices === null && entity.devices !== null;
    const changes = update(record, entity, { time, hostName: this.#hostName });
    const events = isSilent ? [] : changes;
    const change = { kind: 'appeared', from: null, to: null, text: 'is here again' } as const;
    if (returned) events.unshift(eventOf(record, change, time));
    const isOther = settleOnsets(record, entity, { time, isFirst: sight.isFirst || !seenBefore });
    if (changes.length > 0 || returned || isBaseline || isOther) this.#publish(events, record);
  }

  #remove(record: EntityRecord, time: number, withSource = !this.#isConfigured(record.source)): void {
    this.#unconfirmed.delete(record);
    this.#unreported.delete(record);
    this.#moves.end(record);
    this.#held.end(record);
    this.#records.move(record, { source: record.source, goneSince: time });
    const text = withSource && record.class !== 'source' ? 'was removed with its source' : 'was removed';
    const change = { kind: 'gone', from: record.state, to: null, text } as const;
    this.#publish([eventOf(record, change, time)], record);
  }

  /** Whether the last batch of its source listed its class completely. */
  #isListed({ class: cls, source }: Entity): boolean {
    return this.#complete.get(source)?.includes(cls) ?? false;
  }
}
