import { number, object } from '../../lib/text/json.ts';
import { absenceOf } from '../../model/absence.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import { Reason, reasonCode } from '../../model/reason.ts';
import type { Services } from '../context.ts';
import { entityView } from '../entities/entity-view.ts';
import { matchMetrics } from '../http/resolve.ts';
import type { Feed, FeedEvent } from './mod.ts';

/** One entity: its description when that changes, its values every interval, and `gone` at the end. */
export class EntityFeed implements Feed {
  over = false;
  readonly #services: Services;
  readonly #cls: EntityClass;
  readonly #id: string;
  readonly #metrics: string | undefined;
  #said: string;
  #time: number | null;

  constructor(services: Services, entity: Entity, metrics: string | undefined) {
    this.#services = services;
    this.#cls = entity.class;
    this.#id = entity.id;
    this.#metrics = metrics;
    this.#said = describeEntity(services, entity);
    this.#time = services.store.latestRow(entity)?.time ?? null;
  }

  fresh(): FeedEvent[] {
    const entity = this.#entity();
    return entity ? [this.#entityEvent(entity), this.#valuesEvent(entity)] : [this.#goneEvent()];
  }

  next(): FeedEvent[] {
    const entity = this.#entity();
    if (!entity) {
      this.over = true;
      return [this.#goneEvent()];
    }
    const events: FeedEvent[] = [];
    const said = describeEntity(this.#services, entity);
    if (said !== this.#said) events.push(this.#entityEvent(entity));
    const time = this.#services.store.latestRow(entity)?.time ?? null;
    if (time !== this.#time) events.push(this.#valuesEvent(entity));
    this.#said = said;
    this.#time = time;
    return events;
  }

  /** Null once it was removed, although its history may still be there. */
  #entity(): Entity | null {
    const entity = this.#services.store.entity(this.#cls, this.#id);
    return entity?.state === 'gone' ? null : entity;
  }

  #goneEvent(): FeedEvent {
    return ['gone', [JSON.stringify({ id: this.#id })]];
  }

  #entityEvent(entity: Entity): FeedEvent {
    return ['entity', [JSON.stringify(entityView(this.#services, entity))]];
  }

  #valuesEvent(entity: Entity): FeedEvent {
    const { store } = this.#services;
    const row = store.latestRow(entity);
    const absent = absenceOf(entity)?.reason ?? Reason.notCollected;
    const values: [string, string][] = [];
    const reasons: [string, string][] = [];
    for (const metric of matchMetrics(store, entity, this.#metrics)) {
      const slot = row?.slots.get(metric) ?? -1;
      const value = row?.values[slot] ?? Number.NaN;
      values.push([metric, number(value)]);
      if (!Number.isNaN(value)) continue;
      const reason = row?.reasons[slot] || absent;
      reasons.push([metric, JSON.stringify(reasonCode(reason))]);
    }
    const time = number((row?.time ?? Number.NaN) / 1000);
    return [
      'values',
      [
        object([
          ['time', time],
          ['values', object(values)],
          ['reasons', object(reasons)],
        ]),
      ],
    ];
  }
}

/** Without the age of its condition, which changes all the time. */
function describeEntity(services: Services, entity: Entity): string {
  return JSON.stringify({ ...entityView(services, entity), condition: entity.condition });
}
