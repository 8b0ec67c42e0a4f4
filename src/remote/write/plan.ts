import type { Batch } from '../../model/batch.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import { entityLabels, stateFamilies, type Label } from '../../prometheus/mod.ts';
import type { Store } from '../../store/mod.ts';
import {
  entityLabelBytes,
  metricLabels,
  named,
  seriesLabels,
  type EntityLabels,
  type MetricLabels,
  type SeriesLabels,
} from './series-labels.ts';

/** One series that says the state of an entity. */
export interface StateSeries {
  readonly labels: SeriesLabels;
  readonly value: number;
}

/** What labels and states are made of, besides what never changes. */
interface Looks extends Pick<Entity, 'name' | 'host' | 'state' | 'stateReason' | 'labels'> {
  readonly hostName: string | null;
  readonly trouble: string | null;
}

/** The series of one entity in the batches of its source, as long as they stay the same. */
export interface EntityPlan {
  readonly entity: Entity;
  readonly labels: EntityLabels;
  readonly looks: Looks;
  readonly metrics: readonly string[];
  /** Beside each metric. */
  readonly series: readonly MetricLabels[];
  readonly slots: readonly number[];
  readonly states: readonly StateSeries[];
  /** Beside each metric: 1 when the newest sample that the receiver has of it is a value. */
  readonly marks: Uint8Array;
}

/** What a batch is sent as. The same object as long as nothing changed. */
export interface SourcePlan {
  readonly version: number;
  readonly entities: ReadonlyMap<Entity, EntityPlan>;
}

const classes: readonly EntityClass[] = ['host', 'VM', 'source'];

type Estate = Pick<Store, 'entities' | 'entity'>;

/** Knows under which labels the series of every batch are sent: those that a scrape would show, no entity twice. */
export class Planner {
  readonly #estate: Estate;
  readonly #own: readonly Label[];
  /** By source, with the time of the samples they were last used for. */
  readonly #plans = new Map<string, { readonly plan: SourcePlan; readonly timeMs: number }>();
  /** Where two sources have the same entity only one is shown. */
  #shown: ReadonlySet<Entity> = new Set();
  #lists: (readonly Entity[])[] = [];
  readonly #metrics = new Map<EntityClass, Map<string, MetricLabels>>();

  /** @param own labels that every series has. */
  constructor(estate: Estate, own: readonly Label[]) {
    this.#estate = estate;
    this.#own = own;
  }

  /** @param timeMs of the samples of this batch. */
  plan({ source, series }: Batch, timeMs: number): SourcePlan {
    const last = this.#plans.get(source)?.plan;
    this.#look();
    const hostNames = new Map<string, string | null>();
    const isSameTable = last?.version === series.version;
    const entities = new Map<Entity, EntityPlan>();
    let isSame = isSameTable;
    for (const entity of series.entities()) {
      if (!this.#shown.has(entity)) continue;
      const before = last?.entities.get(entity);
      const looks = looksOf(entity, this.#hostName(entity, hostNames));
      const stays =
        before &&
        sameLooks(before.looks, looks) &&
        (isSameTable || hasMetrics(before, series.metrics(entity)));
      if (!before && this.#isTaken(entity, source, timeMs)) continue;
      const plan = stays ? before : this.#make(entity, looks, series.metrics(entity));
      isSame &&= plan === before;
      entities.set(entity, plan);
    }
    const stays = last && isSame && entities.size === last.entities.size;
    const plan = stays ? last : { version: series.version, entities };
    this.#plans.set(source, { plan, timeMs });
    return plan;
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
   * The series of a plan that the receiver has a value of and that the next plan does not have: nobody sends them any
   * more. What goes on under another plan keeps its mark.
   */
  farewells(before: SourcePlan, after: SourcePlan): SeriesLabels[] {
    return [...before.entities.values()].flatMap((plan) => {
      const successor = after.entities.get(plan.entity) ?? null;
      if (successor === plan || (!successor && this.#isSentElsewhere(plan))) return [];
      return this.#farewell(plan, successor);
    });
  }

  #farewell(plan: EntityPlan, successor: EntityPlan | null): SeriesLabels[] {
    const isSameEntity = successor !== null && isEqual(plan.labels.bytes, successor.labels.bytes);
    const gone = plan.states
      .map(({ labels }) => labels)
      .filter((labels) => !successor?.states.some((state) => isSameSeries(state.labels, labels)));
    for (const [i, metric] of plan.metrics.entries()) {
      if (plan.marks[i] === 0) continue;
      const at = isSameEntity ? successor.metrics.indexOf(metric) : -1;
      if (isSameEntity && at >= 0) successor.marks[at] = 1;
      else gone.push(seriesLabels(plan.series[i] as MetricLabels, plan.labels));
    }
    return gone;
  }

  /** Whether another source now has the entity, under the same labels. */
  #isSentElsewhere({ entity, labels }: EntityPlan): boolean {
    const other = this.#estate.entity(entity.class, entity.id);
    return other !== null && this.#shown.has(other) && isEqual(this.labelsOf(other).bytes, labels.bytes);
  }

  /** Whether another source has sent the entity for that time. */
  #isTaken(entity: Entity, source: string, timeMs: number): boolean {
    for (const [other, { plan, timeMs: lastMs }] of this.#plans) {
      if (other === source || lastMs < timeMs) continue;
      for (const { class: cls, id } of plan.entities.keys())
        if (id === entity.id && cls === entity.class) return true;
    }
    return false;
  }

  /** Which entities are shown; the lists stay the same as long as nobody comes or goes. */
  #look(): void {
    const lists = classes.map((cls) => this.#estate.entities(cls));
    if (lists.every((list, i) => list === this.#lists[i])) return;
    this.#lists = lists;
    this.#shown = new Set(lists.flat());
  }

  #make(entity: Entity, looks: Looks, slots: ReadonlyMap<string, number>): EntityPlan {
    const labels = this.#labels(entity, looks.hostName);
    const bytes = entityLabelBytes(labels);
    return {
      entity,
      labels: bytes,
      looks,
      metrics: [...slots.keys()],
      series: Array.from(slots.keys(), (metric) => this.metric(entity.class, metric)),
      slots: [...slots.values()],
      states: stateFamilies[entity.class].map(({ kind, name, sample }) => {
        const { labels: own, value } = sample(entity);
        const series =
          kind === 'info'
            ? seriesLabels(named(`${name}_info`, null), entityLabelBytes([...labels, ...own]))
            : seriesLabels(named(name, own[0] ?? null), bytes);
        return { labels: series, value };
      }),
      marks: new Uint8Array(slots.size),
    };
  }

  /** @param known names that were looked up before. */
  #hostName({ host }: Entity, known: Map<string, string | null>): string | null {
    if (host === null) return null;
    let name = known.get(host);
    if (name === undefined) known.set(host, (name = this.#estate.entity('host', host)?.name ?? null));
    return name;
  }

  #labels(entity: Entity, hostName: string | null): Label[] {
    return [...entityLabels(entity, hostName), ...this.#own];
  }
}

function looksOf(entity: Entity, hostName: string | null): Looks {
  const { name, host, state, stateReason, trouble, labels } = entity;
  return { name, host, hostName, state, stateReason, trouble: trouble?.kind ?? null, labels };
}

function sameLooks(a: Looks, b: Looks): boolean {
  return (
    a.name === b.name &&
    a.host === b.host &&
    a.hostName === b.hostName &&
    a.state === b.state &&
    a.stateReason === b.stateReason &&
    a.trouble === b.trouble &&
    (a.labels === b.labels || JSON.stringify(a.labels) === JSON.stringify(b.labels))
  );
}

function isSameSeries(a: SeriesLabels, b: SeriesLabels): boolean {
  return (['name', 'head', 'label', 'tail'] as const).every((part) => isEqual(a[part], b[part]));
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function hasMetrics(plan: EntityPlan, slots: ReadonlyMap<string, number>): boolean {
  if (slots.size !== plan.metrics.length) return false;
  let i = 0;
  for (const [metric, slot] of slots) {
    if (plan.metrics[i] !== metric || plan.slots[i] !== slot) return false;
    i++;
  }
  return true;
}
