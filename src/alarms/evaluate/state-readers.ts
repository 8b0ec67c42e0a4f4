import type { Batch } from '../../model/batch.ts';
import type { Entity } from '../../model/entity.ts';
import type { EventCondition, StateCondition } from '../rule/rule.ts';
import type { EventCounts } from './event-counts.ts';
import type { ConditionReader } from './reader.ts';
import type { BatchSubject } from './subject.ts';

/** 1 where a selector is true of the entity of a pair, else 0. */
export class StateReader implements ConditionReader {
  readonly values: Float64Array;
  readonly #condition: StateCondition;
  readonly #entities: readonly Entity[];
  readonly #subject: BatchSubject;

  constructor(condition: StateCondition, entities: readonly Entity[], subject: BatchSubject) {
    this.values = new Float64Array(entities.length).fill(Number.NaN);
    this.#condition = condition;
    this.#entities = entities;
    this.#subject = subject;
  }

  read({ rowEndMs }: Pick<Batch, 'rowEndMs'>): void {
    const { selector } = this.#condition;
    for (let pair = 0; pair < this.values.length; pair++) {
      const entity = this.#entities[pair] as Entity;
      if (isUnseen(entity)) this.values[pair] = Number.NaN;
      else this.values[pair] = selector.matches(this.#subject.at(entity, rowEndMs)) ? 1 : 0;
    }
  }

  adopt(): void {}
  forget(): void {}
}

/** Whether its state is only what was last known. */
function isUnseen({ class: cls, state, condition }: Entity): boolean {
  return cls === 'VM' && (state === 'unknown' || condition?.kind === 'unreachable');
}

/** How many events happened to the entity of a pair. */
export class EventCountReader implements ConditionReader {
  readonly values: Float64Array;
  readonly #condition: EventCondition;
  readonly #class: string;
  readonly #counts: EventCounts;
  readonly #pairs: ReadonlyMap<string, number>;

  constructor(condition: EventCondition, entities: readonly Entity[], counts: EventCounts) {
    this.values = new Float64Array(entities.length);
    this.#condition = condition;
    this.#class = entities[0]?.class ?? '';
    this.#counts = counts;
    this.#pairs = new Map(entities.map(({ id }, pair) => [id, pair]));
  }

  read({ rowEndMs }: Pick<Batch, 'rowEndMs'>): void {
    this.#counts.refresh(rowEndMs);
    this.values.fill(0);
    const since = rowEndMs - this.#condition.withinMs;
    for (const kind of this.#condition.events) {
      for (const [id, times] of this.#counts.timesOf(this.#class, kind)) {
        const pair = this.#pairs.get(id);
        if (pair === undefined) continue;
        let count = this.values[pair] as number;
        for (let i = times.length - 1; i >= 0 && (times[i] as number) > since; i--) count++;
        this.values[pair] = count;
      }
    }
  }

  adopt(): void {}
  forget(): void {}
}
