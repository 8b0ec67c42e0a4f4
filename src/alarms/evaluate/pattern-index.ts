import type { SeriesTable } from '../../model/series.ts';
import type { Entity } from '../../model/entity.ts';
import { instanceIn } from '../rule/patterns.ts';
import type { Condition, Rule } from '../rule/rule.ts';

/** Slots of one entity by pattern, each with what `#` stands for. */
export type EntitySlots = ReadonlyMap<string, readonly (readonly [instance: string, slot: number])[]>;

/** Finds the series that patterns of rules mean. Names are compared once, however many entities have them. */
export class PatternIndex {
  readonly #patterns: readonly string[];
  readonly #byName = new Map<string, readonly (readonly [pattern: string, instance: string])[]>();

  constructor(rules: readonly Rule[]) {
    this.#patterns = [...new Set(rules.flatMap(({ conditions }) => conditions.flatMap(patternsOf)))];
  }

  slotsOf(series: SeriesTable, entity: Entity): EntitySlots {
    const found = new Map<string, [string, number][]>();
    for (const [name, slot] of series.metrics(entity)) {
      for (const [pattern, instance] of this.#matches(name)) {
        const slots = found.get(pattern) ?? [];
        found.set(pattern, slots);
        slots.push([instance, slot]);
      }
    }
    return found;
  }

  #matches(name: string): readonly (readonly [string, string])[] {
    const known = this.#byName.get(name);
    if (known) return known;
    const matches = this.#patterns.flatMap((pattern) => {
      const instance = instanceIn(pattern, name);
      return instance === null ? [] : [[pattern, instance] as const];
    });
    this.#byName.set(name, matches);
    return matches;
  }
}

/** The patterns of metrics that a condition reads. */
export function patternsOf(condition: Condition): readonly string[] {
  if (condition.kind === 'timeToFull') return [condition.used, condition.total];
  if (condition.kind !== 'metric') return [];
  return [...condition.metrics, ...condition.dividedBy, ...(condition.volume?.metrics ?? [])];
}
