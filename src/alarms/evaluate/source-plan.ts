import { activityOf } from '../../model/classes.ts';
import type { Entity } from '../../model/entity.ts';
import type { Batch } from '../../model/batch.ts';
import type { SeriesTable } from '../../model/series.ts';
import type { EntityReader } from '../../store/mod.ts';
import type { RuleBook } from '../rule-book/rule-book.ts';
import type { Rule } from '../rule/rule.ts';
import { PatternIndex } from './pattern-index.ts';
import { PlanBuilder, type PlanContext } from './plan-builder.ts';
import { Standing, type PlanListener, type RulePlan } from './rule-plan.ts';

/** Memberships (selectors, tags) are looked at again so often. */
const EVERY_MS = 60_000;

/** All plans of one source, for the series that it has now. */
export class SourcePlan {
  readonly plans: readonly RulePlan[];
  readonly #series: SeriesTable;
  readonly #version: number;
  readonly #madeAt: number;
  readonly #isFixed: boolean;
  readonly #entities: readonly Entity[];
  readonly #standings: Uint8Array;
  readonly intervalMs: number;
  time: number;
  /** Whether its newest values are too old, and all that depends on them is unknown. */
  isStale = false;

  constructor({ series, rowEndMs, intervalMs }: Batch, plans: readonly RulePlan[], isFixed: boolean) {
    this.#series = series;
    this.#version = series.version;
    this.#madeAt = rowEndMs;
    this.#isFixed = isFixed;
    this.#entities = [...series.entities()];
    this.#standings = new Uint8Array(this.#entities.length);
    this.plans = plans;
    this.intervalMs = intervalMs;
    this.time = rowEndMs;
  }

  isOutdated({ series, rowEndMs, intervalMs }: Batch): boolean {
    if (series !== this.#series || series.version !== this.#version || intervalMs !== this.intervalMs)
      return true;
    return !this.#isFixed && Math.abs(rowEndMs - this.#madeAt) >= EVERY_MS;
  }

  *evaluate(
    batch: Batch,
    entities: Pick<EntityReader, 'entity'>,
    listener: PlanListener,
  ): Generator<void, void> {
    this.time = batch.rowEndMs;
    this.isStale = false;
    this.#stand(entities);
    for (const plan of this.plans) {
      yield* plan.evaluate(batch, this.#standings, listener);
      yield;
    }
  }

  /** Only fills the windows of means and fits. */
  *read(batch: Batch): Generator<void, void> {
    this.time = batch.rowEndMs;
    for (const plan of this.plans) {
      plan.read(batch);
      yield;
    }
  }

  /** Takes over what plans of rows before a restart know. */
  *recover(plans: readonly RulePlan[]): Generator<void, void> {
    for (const plan of this.plans) {
      for (const old of plans) if (old.rule.id === plan.rule.id) yield* plan.recover(old, this.time);
    }
  }

  /** Makes all unknown where the newest batch is older than two intervals. */
  *sweep(now: number, listener: PlanListener): Generator<void, void> {
    if (this.isStale || now - this.time <= 2 * this.intervalMs) return;
    this.isStale = true;
    for (const plan of this.plans) {
      yield* plan.evaluateUnknown(now, this.#standings, listener);
      yield;
    }
  }

  #stand(entities: Pick<EntityReader, 'entity'>): void {
    for (let i = 0; i < this.#entities.length; i++)
      this.#standings[i] = standingOf(this.#entities[i] as Entity, entities);
  }
}

function standingOf(entity: Entity, entities: Pick<EntityReader, 'entity'>): number {
  const primary = entities.entity(entity.class, entity.id);
  if (primary && primary.source !== entity.source) return Standing.elsewhere;
  // What cannot be read is unknown; only a machine can be off.
  if (entity.class !== 'VM') return Standing.active;
  const activity = activityOf('VM', entity.state);
  return activity === 'running' || activity === 'unknown' ? Standing.active : Standing.inactive;
}

/** Makes the plans of a source anew; what the earlier ones know of the same pairs is kept. */
export function* compileSource(
  book: RuleBook,
  batch: Batch,
  context: PlanContext,
  before: readonly RulePlan[],
): Generator<void, SourcePlan> {
  const rules = book.rules.filter(({ enabled }) => enabled);
  const index = new PatternIndex(rules);
  const builders = new Map<Rule, PlanBuilder>();
  let isFixed = !book.hasOverrides;
  let number = 0;
  for (const entity of batch.series.entities()) {
    const slots = index.slotsOf(batch.series, entity);
    for (const base of rules) {
      if (base.class !== entity.class) continue;
      const rule = book.ruleFor(base, entity);
      isFixed &&= base.select === null && rule.select === null;
      if (!rule.enabled) continue;
      if (rule.select && !rule.select.matches(context.subject.at(entity, batch.rowEndMs))) continue;
      const builder = builders.get(rule) ?? new PlanBuilder(rule);
      builders.set(rule, builder);
      builder.add(entity, number, slots);
    }
    if (++number % 64 === 0) yield;
  }
  const plans: RulePlan[] = [];
  for (const builder of builders.values()) {
    const plan = builder.build(context);
    if (!plan) continue;
    plans.push(plan);
    yield;
    for (const old of before) if (old.rule.id === plan.rule.id) yield* plan.adopt(old);
  }
  return new SourcePlan(batch, plans, isFixed);
}
