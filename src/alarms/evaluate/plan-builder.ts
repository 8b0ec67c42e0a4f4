import type { Entity } from '../../model/entity.ts';
import type { Condition, Rule } from '../rule/rule.ts';
import type { EventCounts } from './event-counts.ts';
import { FillReader } from './fill-reader.ts';
import { MetricReader } from './metric-reader.ts';
import type { EntitySlots } from './pattern-index.ts';
import type { ConditionReader } from './reader.ts';
import { RulePlan } from './rule-plan.ts';
import { SlotGroupsBuilder } from './slot-groups.ts';
import { EventCountReader, StateReader } from './state-readers.ts';
import type { BatchSubject } from './subject.ts';

/** What readers of states and events need. */
export interface PlanContext {
  readonly subject: BatchSubject;
  readonly counts: EventCounts;
  readonly intervalMs: number;
}

/** Collects the pairs of one rule, entity by entity. */
export class PlanBuilder {
  readonly rule: Rule;
  readonly #entities: Entity[] = [];
  readonly #instances: string[] = [];
  readonly #numbers: number[] = [];
  readonly #conditions: readonly ConditionSlots[];

  constructor(rule: Rule) {
    this.rule = rule;
    this.#conditions = rule.conditions.map((condition) => new ConditionSlots(condition));
  }

  /** Adds the pairs of an entity: none where it lacks the series. */
  add(entity: Entity, number: number, slots: EntitySlots): void {
    const each = this.#conditions.filter(({ isEach }) => isEach);
    const instances = each.length > 0 ? (each[0] as ConditionSlots).instances(slots) : [''];
    for (const instance of instances) {
      const has = (one: ConditionSlots): boolean => one.has(slots, instance);
      const isWhole = this.rule.combine === 'all' ? this.#conditions.every(has) : this.#conditions.some(has);
      if (!isWhole) continue;
      this.#entities.push(entity);
      this.#instances.push(instance);
      this.#numbers.push(number);
      for (const one of this.#conditions) one.add(slots, instance);
    }
  }

  build(context: PlanContext): RulePlan | null {
    if (this.#entities.length === 0) return null;
    const readers = this.#conditions.map((one) => one.reader(this.#entities, context));
    const pairs = { entities: this.#entities, instances: this.#instances, entityNumbers: this.#numbers };
    return new RulePlan(this.rule, pairs, readers, context.intervalMs);
  }
}

/** The slots of one condition, pair by pair. */
class ConditionSlots {
  readonly isEach: boolean;
  readonly #condition: Condition;
  /** By part: value, divisor, volume; or used, total. */
  readonly #parts: readonly { readonly patterns: readonly string[]; readonly groups: SlotGroupsBuilder }[];

  constructor(condition: Condition) {
    this.#condition = condition;
    this.isEach = 'isEach' in condition && condition.isEach;
    this.#parts = partsOf(condition).map((patterns) => ({ patterns, groups: new SlotGroupsBuilder() }));
  }

  /** Devices that have a value. */
  instances(slots: EntitySlots): readonly string[] {
    const found = (this.#parts[0]?.patterns ?? []).flatMap((pattern) => slots.get(pattern) ?? []);
    return [...new Set(found.map(([instance]) => instance))].filter((one) => this.#isMeant(one));
  }

  has(slots: EntitySlots, instance: string): boolean {
    const [value] = this.#parts;
    return value === undefined || this.#slots(slots, value.patterns, instance).length > 0;
  }

  add(slots: EntitySlots, instance: string): void {
    for (const { patterns, groups } of this.#parts) groups.add(this.#slots(slots, patterns, instance));
  }

  reader(entities: readonly Entity[], { subject, counts, intervalMs }: PlanContext): ConditionReader {
    const condition = this.#condition;
    const [first, second, third] = this.#parts.map(({ groups }) => groups.build());
    switch (condition.kind) {
      case 'when':
        return new StateReader(condition, entities, subject);
      case 'event':
        return new EventCountReader(condition, entities, counts);
      case 'timeToFull':
        return new FillReader(condition, first as never, second as never, entities.length);
      case 'metric':
      default: {
        const [hasDivisor, hasVolume] = [condition.dividedBy.length > 0, condition.volume !== null];
        const groups = {
          value: first as never,
          divisor: hasDivisor ? (second ?? null) : null,
          volume: hasVolume ? ((hasDivisor ? third : second) ?? null) : null,
        };
        return new MetricReader(condition, groups, entities.length, intervalMs);
      }
    }
  }

  #slots(slots: EntitySlots, patterns: readonly string[], instance: string): number[] {
    return patterns.flatMap((pattern) =>
      (slots.get(pattern) ?? []).flatMap(([key, slot]) => {
        const isOfPair = this.isEach && key !== '' ? key === instance : this.#isMeant(key);
        return isOfPair ? [slot] : [];
      }),
    );
  }

  #isMeant(instance: string): boolean {
    const pattern = this.#condition.kind === 'metric' ? this.#condition.instances : null;
    return pattern === null || pattern.test(instance);
  }
}

function partsOf(condition: Condition): readonly (readonly string[])[] {
  if (condition.kind === 'timeToFull') return [[condition.used], [condition.total]];
  if (condition.kind !== 'metric') return [];
  const { metrics, dividedBy, volume } = condition;
  return [metrics, ...(dividedBy.length > 0 ? [dividedBy] : []), ...(volume ? [volume.metrics] : [])];
}
