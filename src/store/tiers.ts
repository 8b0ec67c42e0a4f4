import type { Batch } from '../model/batch.ts';
import type { Entity, EntityClass } from '../model/entity.ts';
import type { EntityEvent } from '../model/event.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import type { Present } from './present.ts';
import type {
  ArchiveInfo,
  EventQuery,
  History,
  HistoryCondition,
  HistoryQuery,
  LatestRow,
  LatestTable,
  Sample,
  Store,
  Top,
  TopQuery,
} from './store.ts';
import { topOf } from './top.ts';

/** The store's door over its tiers. */
export class TieredStore implements Store {
  readonly #present: Present;
  readonly #catalogue: Catalogue;
  readonly #listeners = new Set<(batch: Batch) => void>();

  constructor(present: Present, catalogue: Catalogue) {
    this.#present = present;
    this.#catalogue = catalogue;
  }

  append(batch: Batch): void {
    this.#present.append(batch);
    this.#catalogue.observe(batch);
    for (const listener of this.#listeners) listener(batch);
  }

  entities(cls: EntityClass): readonly Entity[] {
    return this.#present.entities(cls);
  }

  entity(cls: EntityClass, id: string): Entity | null {
    return this.#present.entity(cls, id) ?? this.#catalogue.gone(cls, id);
  }

  past(cls: EntityClass): readonly Entity[] {
    return this.#catalogue.past(cls);
  }

  metrics(entity: Entity): string[] {
    return this.#present.metrics(entity);
  }

  instant(entity: Entity, metric: string): Sample | null {
    return this.#present.instant(entity, metric);
  }

  latest(cls: EntityClass, metrics: readonly string[]): LatestTable {
    return this.#present.latest(cls, metrics);
  }

  latestRow(entity: Entity): LatestRow | null {
    return this.#present.latestRow(entity);
  }

  history(query: HistoryQuery): Promise<History> {
    return Promise.resolve(this.#present.history(query));
  }

  async top(query: TopQuery): Promise<Top> {
    const { metric, start, end, cf, host } = query;
    const entities = this.entities(query.class).filter(
      (entity) => host === undefined || entity.host === host,
    );
    return topOf(await this.history({ entities, metrics: [metric], start, end, cfs: [cf] }), query);
  }

  events(query: EventQuery): readonly EntityEvent[] {
    return this.#catalogue.events(query);
  }

  archives(_cls: EntityClass): readonly ArchiveInfo[] {
    const { rows, stepMs } = this.#present;
    return [{ stepMs, rows, cfs: ['AVERAGE', 'MIN', 'MAX', 'LAST'], oldest: null, newest: null }];
  }

  condition(): HistoryCondition {
    const nothing = { reason: null, since: null, pendingRows: 0, droppedRows: 0, repairs: [] };
    return { kept: false, directory: null, kind: 'ok', ...nothing };
  }

  newest(cls: EntityClass, id: string): number {
    const entity = this.#present.entity(cls, id);
    return entity ? this.#present.newest(entity.source) : 0;
  }

  batchTime(source: string): number | null {
    return this.#present.batchTime(source);
  }

  changed(signal: AbortSignal, timeoutMs: number): Promise<void> {
    return this.#present.changed(signal, timeoutMs);
  }

  subscribe(listener: (batch: Batch) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
