import type { Batch } from '../../model/batch.ts';
import { entityClasses } from '../../model/classes.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import { entityLabels, stateFamilies, type Label } from '../../prometheus/mod.ts';
import type { EntityReader } from '../../store/mod.ts';
import {
  entityLabelBytes,
  metricLabels,
  named,
  joinLabels,
  type EntityLabels,
  type MetricLabels,
  type EncodedLabels,
} from './encoded-labels.ts';

/** One series of an entity's state. */
export interface StateSeries {
  readonly labels: EncodedLabels;
  readonly value: number;
}

/** What labels and states are made of, besides what never changes. */
interface LabelInputs extends Pick<Entity, 'name' | 'host' | 'state' | 'stateReason' | 'labels'> {
  readonly hostName: string | null;
  readonly condition: string | null;
}

/** The series of one entity in the batches of its source; a new object when any of them changes. */
export interface EntitySeries {
  readonly entity: Entity;
  readonly labels: EntityLabels;
  readonly inputs: LabelInputs;
  readonly metrics: readonly string[];
  /** Beside each metric. */
  readonly series: readonly MetricLabels[];
  readonly slots: readonly number[];
  readonly states: readonly StateSeries[];
  /** Beside each metric: 1 when the receiver's newest sample is a value, which a stale marker must end. */
  readonly isLive: Uint8Array;
}

/** The series of a batch. The same object as long as nothing changed. */
export interface SourceSeries {
  readonly version: number;
  readonly entities: ReadonlyMap<Entity, EntitySeries>;
}

type Entities = Pick<EntityReader, 'entities' | 'entity'>;

/** The labels of every series that is sent: those that a scrape shows, no entity twice. */
export class SeriesLabels {
  readonly #entities: Entities;
  readonly #own: readonly Label[];
  /** By source, with the time of the samples they were last used for. */
  readonly #sent = new Map<string, { readonly of: SourceSeries; readonly timeMs: number }>();
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
    const sent = stays ? last : { version: series.version, entities };
    this.#sent.set(source, { of: sent, timeMs });
    return sent;
  }

  /** Labels of an entity as they would be now. */
  labelsOf(entity: Entity): EntityLabels {
    return entityLabelBytes(this.#labels(entity, this.#hostName(entity, new Map())));
  }

  metric(cls: EntityClass, metric: string): MetricLabels {
    let known = this.#metrics.get(cls);
    if (!known) this.#metrics.set(cls, (known = new Map()));
    const labels = known.get(metric) ?? metricLabels(cls, metric);
    known.set(metric, labels);
    return labels;
  }

  /**
   * The series that the receiver has a value of and that are not in the next batch: each is ended by a stale marker. A
   * series that goes on under the same labels stays live.
   */
  staleMarkers(before: SourceSeries, after: SourceSeries): EncodedLabels[] {
    return [...before.entities.values()].flatMap((own) => {
      const successor = after.entities.get(own.entity) ?? null;
      if (successor === own || (!successor && this.#isSentElsewhere(own))) return [];
      return this.#staleMarkersOf(own, successor);
    });
  }

  #staleMarkersOf(own: EntitySeries, successor: EntitySeries | null): EncodedLabels[] {
    const isSameEntity = successor !== null && isEqual(own.labels.bytes, successor.labels.bytes);
    const ended = own.states
      .map(({ labels }) => labels)
      .filter((labels) => !successor?.states.some((state) => isSameSeries(state.labels, labels)));
    for (const [i, metric] of own.metrics.entries()) {
      if (own.isLive[i] === 0) continue;
      const at = isSameEntity ? successor.metrics.indexOf(metric) : -1;
      if (isSameEntity && at >= 0) successor.isLive[at] = 1;
      else ended.push(joinLabels(own.series[i] as MetricLabels, own.labels));
    }
    return ended;
  }

  /** Whether another source now has the entity, under the same labels. */
  #isSentElsewhere({ entity, labels }: EntitySeries): boolean {
    const other = this.#entities.entity(entity.class, entity.id);
    return other !== null && this.#primary.has(other) && isEqual(this.labelsOf(other).bytes, labels.bytes);
  }

  /** Whether another source has sent the entity for that time. */
  #isTaken(entity: Entity, source: string, timeMs: number): boolean {
    for (const [other, { of: sent, timeMs: lastMs }] of this.#sent) {
      if (other === source || lastMs < timeMs) continue;
      for (const { class: cls, id } of sent.entities.keys())
        if (id === entity.id && cls === entity.class) return true;
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
    const labels = this.#labels(entity, inputs.hostName);
    const bytes = entityLabelBytes(labels);
    return {
      entity,
      labels: bytes,
      inputs,
      metrics: [...slots.keys()],
      series: Array.from(slots.keys(), (metric) => this.metric(entity.class, metric)),
      slots: [...slots.values()],
      states: stateFamilies[entity.class].map(({ kind, name, sample }) => {
        const { labels: own, value } = sample(entity);
        const series =
          kind === 'info'
            ? joinLabels(named(`${name}_info`, null), entityLabelBytes([...labels, ...own]))
            : joinLabels(named(name, own[0] ?? null), bytes);
        return { labels: series, value };
      }),
      isLive: new Uint8Array(slots.size),
    };
  }

  /** @param known names that were looked up before. */
  #hostName({ host }: Entity, known: Map<string, string | null>): string | null {
    if (host === null) return null;
    let name = known.get(host);
    if (name === undefined) known.set(host, (name = this.#entities.entity('host', host)?.name ?? null));
    return name;
  }

  #labels(entity: Entity, hostName: string | null): Label[] {
    return [...entityLabels(entity, hostName), ...this.#own];
  }
}

function inputsOf(entity: Entity, hostName: string | null): LabelInputs {
  const { name, host, state, stateReason, condition, labels } = entity;
  return { name, host, hostName, state, stateReason, condition: condition?.kind ?? null, labels };
}

function sameInputs(a: LabelInputs, b: LabelInputs): boolean {
  return (
    a.name === b.name &&
    a.host === b.host &&
    a.hostName === b.hostName &&
    a.state === b.state &&
    a.stateReason === b.stateReason &&
    a.condition === b.condition &&
    (a.labels === b.labels || JSON.stringify(a.labels) === JSON.stringify(b.labels))
  );
}

function isSameSeries(a: EncodedLabels, b: EncodedLabels): boolean {
  return (['name', 'head', 'label', 'tail'] as const).every((part) => isEqual(a[part], b[part]));
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function hasMetrics(own: EntitySeries, slots: ReadonlyMap<string, number>): boolean {
  if (slots.size !== own.metrics.length) return false;
  let i = 0;
  for (const [metric, slot] of slots) {
    if (own.metrics[i] !== metric || own.slots[i] !== slot) return false;
    i++;
  }
  return true;
}
