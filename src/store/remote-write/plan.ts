import type { Batch } from '../../model/batch.ts';
import type { Entity, EntityClass } from '../../model/entity.ts';
import { entityLabels, stateFamilies, type Label } from '../../prometheus/mod.ts';
import type { Store } from '../store.ts';
import {
  entityLabelBytes,
  metricLabels,
  seriesLabels,
  wholeLabels,
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
  readonly entities: readonly EntityPlan[];
  /** `class/id` of each. */
  readonly ids: ReadonlySet<string>;
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
  readonly #metrics = new Map<EntityClass, Map<string, MetricLabels>>();

  /** @param own labels that every series has. */
  constructor(estate: Estate, own: readonly Label[]) {
    this.#estate = estate;
    this.#own = own;
  }

  /** @param timeMs of the samples of this batch. */
  plan({ source, series }: Batch, timeMs: number): SourcePlan {
    const last = this.#plans.get(source)?.plan;
    this.#shown = new Set(classes.flatMap((cls) => this.#estate.entities(cls)));
    const hostNames = new Map<string, string | null>();
    const known = new Map(last?.entities.map((plan) => [plan.entity, plan]));
    const isSameTable = last?.version === series.version;
    const entities: EntityPlan[] = [];
    let isSame = isSameTable;
    for (const entity of series.entities()) {
      if (!this.#shown.has(entity)) continue;
      const before = known.get(entity);
      const looks = looksOf(entity, this.#hostName(entity, hostNames));
      const stays =
        before &&
        sameLooks(before.looks, looks) &&
        (isSameTable || hasMetrics(before, series.metrics(entity)));
      if (!before && this.#isTaken(entity, source, timeMs)) continue;
      const plan = stays ? before : this.#make(entity, looks, series.metrics(entity));
      isSame &&= plan === before;
      entities.push(plan);
    }
    const stays = last && isSame && entities.length === last.entities.length;
    const plan = stays ? last : { version: series.version, entities, ids: idsOf(entities) };
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
    const kept = new Set(after.entities);
    const next = new Map(after.entities.map((plan) => [plan.entity, plan]));
    return before.entities.flatMap((plan) => {
      if (kept.has(plan)) return [];
      const successor = next.get(plan.entity) ?? null;
      return successor || !this.#isSentElsewhere(plan) ? this.#farewell(plan, successor) : [];
    });
  }

  #farewell(plan: EntityPlan, successor: EntityPlan | null): SeriesLabels[] {
    const isSameEntity = successor !== null && isEqual(plan.labels.bytes, successor.labels.bytes);
    const gone = plan.states
      .map(({ labels }) => labels)
      .filter(
        (labels) =>
          !successor?.states.some(
            (state) => isEqual(state.labels.name, labels.name) && isEqual(state.labels.entity, labels.entity),
          ),
      );
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
  #isTaken({ class: cls, id }: Entity, source: string, timeMs: number): boolean {
    for (const [other, { plan, timeMs: lastMs }] of this.#plans) {
      if (other !== source && lastMs >= timeMs && plan.ids.has(`${cls}/${id}`)) return true;
    }
    return false;
  }

  #make(entity: Entity, looks: Looks, slots: ReadonlyMap<string, number>): EntityPlan {
    const labels = this.#labels(entity, looks.hostName);
    return {
      entity,
      labels: entityLabelBytes(labels),
      looks,
      metrics: [...slots.keys()],
      series: Array.from(slots.keys(), (metric) => this.metric(entity.class, metric)),
      slots: [...slots.values()],
      states: stateFamilies[entity.class].map(({ kind, name, sample }) => {
        const state = sample(entity);
        const whole = wholeLabels(kind === 'info' ? `${name}_info` : name, [...labels, ...state.labels]);
        return { labels: whole, value: state.value };
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

function idsOf(plans: readonly EntityPlan[]): Set<string> {
  return new Set(plans.map(({ entity }) => `${entity.class}/${entity.id}`));
}
