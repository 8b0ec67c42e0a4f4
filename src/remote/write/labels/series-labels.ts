import type { Batch } from '../../../model/batch.ts';
import { entityClasses } from '../../../model/classes.ts';
import { hostOf, type Entity, type EntityClass } from '../../../model/entity.ts';
import { entityLabels, stateFamiliesOf, type Label } from '../../../prometheus/mod.ts';
import type { EntityReader } from '../../../store/mod.ts';
import {
  entityLabelBytes,
  metricLabels,
  named,
  joinLabels,
  type EntityLabels,
  type MetricLabels,
  type EncodedLabels,
} from './encoded-labels.ts';
import {
  hasMetrics,
  inputsOf,
  keyOf,
  sameInputs,
  type EntitySeries,
  type LabelInputs,
  SourceSeries,
  type StateSeries,
} from './entity-series.ts';
import type { QueuedBatch } from '../fill.ts';
import { endedSeries, hasState, type Successor } from './stale-markers.ts';

type Entities = Pick<EntityReader, 'entities' | 'entity'>;

/** The labels of every series that is sent: those that a scrape shows, no entity twice. */
export class SeriesLabels {
  readonly #entities: Entities;
  readonly #own: readonly Label[];
  /** By source, with the time of the samples they were last used for. */
  readonly #sent = new Map<string, { readonly of: SourceSeries; readonly timeMs: number }>();
  /** By source, the entities that it ended last, and the time of the stale markers. */
  readonly #ended = new Map<string, { readonly keys: ReadonlySet<string>; readonly timeMs: number }>();
  /** By {@link keyOf}, entities that another source takes over, which has not yet sent them. */
  readonly #handedOver = new Map<string, { readonly own: EntitySeries; readonly other: Entity }>();
  /** Of an entity that two sources report, the one that is sent. */
  #primary: ReadonlySet<Entity> = new Set();
  #lists: (readonly Entity[])[] = [];
  readonly #metrics = new Map<EntityClass, Map<string, MetricLabels>>();

  /** @param own labels that every series has. */
  constructor(entities: Entities, own: readonly Label[]) {
    this.#entities = entities;
    this.#own = own;
  }

  /** @param timeMs of the samples of this batch. */
  of({ source, series }: Batch, timeMs: number): SourceSeries {
    const last = this.#sent.get(source)?.of;
    this.#refresh();
    const hostNames = new Map<string, string | null>();
    const isSameTable = last?.version === series.version;
    const entities = new Map<Entity, EntitySeries>();
    let isSame = isSameTable;
    for (const entity of series.entities()) {
      if (!this.#primary.has(entity)) continue;
      const before = last?.entities.get(entity);
      const inputs = inputsOf(entity, this.#hostName(entity, hostNames));
      const stays =
        before &&
        sameInputs(before.inputs, inputs) &&
        (isSameTable || hasMetrics(before, series.metrics(entity)));
      if (!before && this.#isTaken(entity, source, timeMs)) continue;
      const own = stays ? before : this.#make(entity, inputs, series.metrics(entity));
      isSame &&= own === before;
      entities.set(entity, own);
    }
    const stays = last && isSame && entities.size === last.entities.size;
    const sent = stays ? last : new SourceSeries(series.version, entities);
    this.#sent.set(source, { of: sent, timeMs });
    return sent;
  }

  /** The series of a source that was removed: none. */
  ofRemoved(source: string, timeMs: number): SourceSeries {
    this.#refresh();
    const none = new SourceSeries(-1, new Map());
    this.#sent.set(source, { of: none, timeMs });
    return none;
  }

  /** Labels of an entity as they would be now. */
  labelsOf(entity: Entity): EntityLabels {
    return entityLabelBytes(this.#labels(entity));
  }

  metric(cls: EntityClass, metric: string): MetricLabels {
    let known = this.#metrics.get(cls);
    if (!known) this.#metrics.set(cls, (known = new Map()));
    const labels = known.get(metric) ?? metricLabels(cls, metric);
    known.set(metric, labels);
    return labels;
  }

  /**
   * The series that end with the batch of these samples, each to get a stale marker.
   *
   * @param before what was sent of the source before; null for nothing.
   */
  staleMarkers(
    before: SourceSeries | null,
    { source, series, timeMs }: Pick<QueuedBatch, 'source' | 'series' | 'timeMs'>,
  ): EncodedLabels[] {
    const gone = new Set<string>();
    const ended = this.#endOfHandedOver(source, series);
    for (const own of before?.entities.values() ?? []) {
      const after = series.entities.get(own.entity);
      if (after === own) continue;
      const successor = after ? { ...after, metrics: after } : this.#elsewhere(own);
      if (!successor) gone.add(keyOf(own.entity));
      ended.push(...endedSeries(own, successor));
    }
    this.#ended.set(source, { keys: gone, timeMs });
    return ended;
  }

  /** The series that another source continues of an entity; null where none does. */
  #elsewhere(own: EntitySeries): Successor | null {
    const other = this.#entities.entity(own.entity.class, own.entity.id);
    if (!other || !this.#primary.has(other)) return null;
    const sent = this.#sent.get(other.source)?.of.entities.get(other);
    if (sent) return { ...sent, metrics: sent };
    const successor = { ...this.#entityLabels(other, this.#hostName(other, new Map())), metrics: null };
    // The other states end now.
    const states = own.states.filter((state) => hasState(successor, state));
    this.#handedOver.set(keyOf(other), { own: { ...own, states }, other });
    return successor;
  }

  /** Ends the series of entities taken over that the new source does not have, once its series are known. */
  #endOfHandedOver(source: string, series: SourceSeries): EncodedLabels[] {
    const ended: EncodedLabels[] = [];
    for (const [key, { own, other }] of this.#handedOver) {
      const after = series.entities.get(other);
      if (other.source !== source || (!after && this.#primary.has(other))) continue;
      this.#handedOver.delete(key);
      const successor = after ? { ...after, metrics: after } : this.#elsewhere(own);
      ended.push(...endedSeries(own, successor));
    }
    return ended;
  }

  /** Whether another source has sent the entity for that time, or its end: a series has one sample a time. */
  #isTaken(entity: Entity, source: string, timeMs: number): boolean {
    const key = keyOf(entity);
    for (const [other, { of: sent, timeMs: lastMs }] of this.#sent) {
      if (other === source) continue;
      if (lastMs >= timeMs && sent.has(key)) return true;
      const ended = this.#ended.get(other);
      if (ended && ended.timeMs >= timeMs && ended.keys.has(key)) return true;
    }
    return false;
  }

  /** Refreshes the primary entities; the lists stay the same objects while no entity is added or removed. */
  #refresh(): void {
    const lists = entityClasses.map((cls) => this.#entities.entities(cls));
    if (lists.every((list, i) => list === this.#lists[i])) return;
    this.#lists = lists;
    this.#primary = new Set(lists.flat());
  }

  #make(entity: Entity, inputs: LabelInputs, slots: ReadonlyMap<string, number>): EntitySeries {
    return {
      entity,
      inputs,
      ...this.#entityLabels(entity, inputs.hostName),
      metrics: [...slots.keys()],
      series: Array.from(slots.keys(), (metric) => this.metric(entity.class, metric)),
      slots: [...slots.values()],
      isLive: new Uint8Array(slots.size),
    };
  }

  /** What all series of an entity are labelled with, and those of its state. */
  #entityLabels(
    entity: Entity,
    hostName: string | null,
  ): { readonly labels: EntityLabels; readonly states: StateSeries[] } {
    const own = this.#labels(entity);
    const labels = entityLabelBytes(own);
    const states = stateFamiliesOf(entity.class).map(({ kind, name, sample }) => {
      const { labels: more, value } = sample(entity, hostName);
      const series =
        kind === 'info'
          ? joinLabels(named(`${name}_info`, null), entityLabelBytes([...own, ...more]))
          : joinLabels(named(name, more[0] ?? null), labels);
      return { labels: series, value };
    });
    return { labels, states };
  }

  /** @param known names that were looked up before. */
  #hostName(entity: Entity, known: Map<string, string | null>): string | null {
    const host = hostOf(entity);
    if (host === null) return null;
    let name = known.get(host);
    if (name === undefined) known.set(host, (name = this.#entities.entity('host', host)?.name ?? null));
    return name;
  }

  #labels(entity: Entity): Label[] {
    return [...entityLabels(entity), ...this.#own];
  }
}
