import type { Alarms } from './alarms.ts';
import { LightCode } from './evaluate/light.ts';
import type { RulePlan } from './evaluate/rule-plan.ts';
import type { Condition } from './rule/rule.ts';

/** What is evaluated, and what is nearest to being raised. */
export interface Checked {
  /** Rules that are evaluated for something. */
  readonly rules: number;
  /** Hosts, machines and sources that are evaluated. */
  readonly entities: number;
  /** Epoch ms of the newest row of the source that is evaluated last; null before the first. */
  readonly time: number | null;
  /** Null where nothing has a number and a level. */
  readonly nearest: Nearest | null;
}

/** An alarm that is green and nearest to its level. */
export interface Nearest {
  readonly plan: RulePlan;
  readonly pair: number;
  readonly value: number;
  readonly level: number;
  /** The value in relation to the level, below 1. */
  readonly share: number;
}

/** Counts what is evaluated and finds the alarm that is nearest to its level; yields where the event loop may turn. */
export function* checkedOf(alarms: Alarms): Generator<void, Checked> {
  const rules = new Set<string>();
  const entities = new Set<string>();
  let [oldest, nearest] = [Infinity, null as Nearest | null];
  for (const { plan, time } of alarms.evaluator.plans()) {
    rules.add(plan.rule.id);
    oldest = Math.min(oldest, time);
    let last = '';
    for (const { class: cls, id } of plan.entities) if (id !== last) entities.add(`${cls} ${(last = id)}`);
    nearest = nearestOf(plan, nearest);
    yield;
  }
  const time = Number.isFinite(oldest) ? oldest : null;
  return { rules: rules.size, entities: entities.size, time, nearest };
}

/** Of a rule with several conditions a number alone says nothing. */
function nearestOf(plan: RulePlan, before: Nearest | null): Nearest | null {
  const [condition, ...others] = plan.rule.conditions;
  const level = condition?.levels.amber ?? condition?.levels.red ?? null;
  if (condition?.kind !== 'metric' || others.length > 0 || level === null) return before;
  const values = plan.readers[0]?.values;
  let found = before;
  for (let pair = 0; pair < plan.length; pair++) {
    if (plan.state.lights[pair] !== LightCode.green) continue;
    const value = values?.[pair] as number;
    const share = shareOf(value, level, condition);
    if (share < 1 && share > (found?.share ?? 0)) found = { plan, pair, value, level, share };
  }
  return found;
}

function shareOf(value: number, level: number, { levels }: Condition): number {
  return levels.sense === 'above' ? value / level : level / value;
}
