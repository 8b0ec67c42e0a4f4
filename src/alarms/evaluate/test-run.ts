import { atOnce } from '../../lib/async/in-slices.ts';
import type { Batch } from '../../model/batch.ts';
import { createEntity, type Entity } from '../../model/entity.ts';
import type { EntityEvent } from '../../model/event.ts';
import { SeriesTable } from '../../model/series.ts';
import type { RuleBook } from '../rule-book/rule-book.ts';
import { Evaluator } from './evaluator.ts';
import { alarmLight, type AlarmLight } from './light.ts';

export const STEP_MS = 5000;

export interface SeenChange {
  readonly rule: string;
  readonly id: string;
  readonly instance: string;
  readonly from: AlarmLight;
  readonly to: AlarmLight;
  /** Seconds since the start. */
  readonly at: number;
}

/** A source of VMs whose values are given, and an evaluator. */
export class TestRun {
  readonly changes: SeenChange[] = [];
  readonly events: EntityEvent[] = [];
  readonly evaluator: Evaluator;
  readonly entities = new Map<string, Entity>();
  readonly #tables = new Map<string, SeriesTable>();

  constructor(book: RuleBook) {
    this.evaluator = new Evaluator({
      book,
      store: { entity: (cls, id) => this.entities.get(`${cls} ${id}`) ?? null, events: () => this.events },
      listener: {
        restore: () => null,
        change: ({ rule, entities, instances }, pair, { from, to, time }) => {
          const [id = '', instance = ''] = [entities[pair]?.id, instances[pair]];
          const seen = { from: alarmLight(from), to: alarmLight(to), at: time / 1000 };
          this.changes.push({ rule: rule.id, id, instance, ...seen });
        },
      },
    });
  }

  enter(id: string, details: Partial<Entity> = {}): Entity {
    const own = { class: 'VM', id, source: 'a', name: id, state: 'running', ...details } as const;
    const entity = createEntity(own, 0);
    this.entities.set(`${entity.class} ${id}`, entity);
    this.table(entity.source).add(entity);
    return entity;
  }

  table(source: string): SeriesTable {
    const table = this.#tables.get(source) ?? new SeriesTable();
    this.#tables.set(source, table);
    return table;
  }

  /** Evaluates one batch of a source; what is not given is unknown. */
  poll(
    step: number,
    values: readonly (readonly [Entity, Readonly<Record<string, number>>])[],
    source = 'a',
  ): void {
    const series = this.table(source);
    for (const [entity, of] of values) for (const name of Object.keys(of)) series.slot(entity, name);
    const row = new Float64Array(series.length).fill(Number.NaN);
    for (const [entity, of] of values)
      for (const [name, value] of Object.entries(of)) row[series.slot(entity, name)] = value;
    atOnce(this.evaluator.append(batchOf(source, series, row, step * STEP_MS)));
  }

  /** What changed since the last call, as `1:05 rule green red`. */
  seen(): string[] {
    return this.changes.splice(0).map(({ at, rule, instance, from, to }) => {
      return `${at} ${rule}${instance === '' ? '' : ` ${instance}`} ${from} ${to}`;
    });
  }
}

export function batchOf(source: string, series: SeriesTable, values: Float64Array, rowEndMs: number): Batch {
  const reasons = new Uint8Array(values.length);
  return { source, series, values, reasons, rowEndMs, time: rowEndMs, intervalMs: STEP_MS, durationMs: 1, complete: [] }; // prettier-ignore
}
