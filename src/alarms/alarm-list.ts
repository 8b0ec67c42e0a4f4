import type { Unit } from '../model/unit.ts';
import { alarmId, keyOf, type AlarmKey } from './alarm-log/transition.ts';
import type { RaisedAlarm } from './alarm-memory/alarm-memory.ts';
import type { Alarms } from './alarms.ts';
import { alarmLight, isRaised, type AlarmLight } from './evaluate/light.ts';
import type { RulePlan } from './evaluate/rule-plan.ts';
import type { Acknowledgement } from './handling/acknowledgements.ts';
import type { Silence } from './handling/silences.ts';
import type { Rule } from './rule/rule.ts';

/** An alarm as it is now. Times are epoch ms. */
export interface AlarmState extends AlarmKey {
  readonly id: string;
  readonly name: string;
  readonly light: Exclude<AlarmLight, 'off'>;
  readonly since: number;
  /** When it was raised from a light that is not; null where it is not raised. */
  readonly raisedAt: number | null;
  /** The newest value of the condition that decided; null where it is unknown or no number. */
  readonly value: number | null;
  readonly unit: Unit;
  /** The level that decided, and where it comes from; null where none did. */
  readonly level: number | null;
  readonly origin: string | null;
  /** A value is over a level, but not for long enough. */
  readonly isPending: boolean;
  readonly flapping: boolean;
  /** Id of the alarm that hides it; null where none does. */
  readonly inhibitedBy: string | null;
  readonly acknowledged: Acknowledgement | null;
  readonly silence: Silence | null;
  /** The sentence of the transition to this light; null where that is no transition to or from amber or red. */
  readonly message: string | null;
  /** Null where it is not in effect any more. */
  readonly definition: Rule | null;
}

export type Summary = Readonly<Record<Exclude<AlarmLight, 'off'>, number>>;

/** How many alarms have each light: as many as {@link alarmStates} gives. */
export function summaryOf(alarms: Alarms): Summary {
  const counts = { off: 0, green: 0, amber: 0, red: 0, unknown: 0 };
  for (const { plan } of alarms.evaluator.plans())
    for (const code of plan.state.lights) counts[alarmLight(code)]++;
  // Raised ones are those of the memory, which holds what flaps and what is not read.
  for (const { last } of alarms.book.memory.all()) {
    const found = alarms.find(last);
    if (found) counts[alarmLight(found.plan.state.lights[found.pair] as number)]--;
    counts[last.to]++;
  }
  const { green, amber, red, unknown } = counts;
  return { red, amber, green, unknown };
}

/** The alarms with these lights: red and amber ones first, the newest of each before the others. */
export function* alarmStates(alarms: Alarms, lights: ReadonlySet<AlarmLight>): Generator<AlarmState, void> {
  const raised = [...alarms.book.memory.all()].filter(({ last }) => lights.has(last.to));
  raised.sort((a, b) => severity(b) - severity(a) || b.last.time - a.last.time);
  for (const one of raised) yield raisedState(alarms, one);
  for (const light of ['unknown', 'green'] as const) {
    if (!lights.has(light)) continue;
    for (const { plan } of alarms.evaluator.plans()) {
      for (let pair = 0; pair < plan.length; pair++) {
        if (alarmLight(plan.state.lights[pair] as number) !== light) continue;
        const id = alarmId(keyOf(plan, pair));
        if (!alarms.book.memory.get(id)) yield quietState(alarms, plan, pair, id);
      }
    }
  }
}

/** Alarms that are not raised, whose level is passed but not for long enough. */
export function* pendingAlarms(alarms: Alarms): Generator<AlarmState | null, void> {
  for (const { plan } of alarms.evaluator.plans()) {
    for (let pair = 0; pair < plan.length; pair++) {
      if (!plan.state.isPending(pair) || isRaised(alarmLight(plan.state.lights[pair] as number))) continue;
      const id = alarmId(keyOf(plan, pair));
      if (!alarms.book.memory.get(id)) yield quietState(alarms, plan, pair, id);
    }
    // The event loop may turn here.
    yield null;
  }
}

/** A raised alarm; null where none with that id is. Others are found among {@link alarmStates}. */
export function raisedAlarm(alarms: Alarms, id: string): AlarmState | null {
  const raised = alarms.book.memory.get(id);
  return raised && raisedState(alarms, raised);
}

function severity({ last }: RaisedAlarm): number {
  return last.to === 'red' ? 1 : 0;
}

function raisedState(alarms: Alarms, { last, raisedAt }: RaisedAlarm): AlarmState {
  const { alarm, rule, class: cls, entity: id, instance, time, to, unit, level, origin, message } = last;
  const now = alarms.clock.now();
  const found = alarms.find(last);
  const entity = alarms.entityOf(last);
  const value = found ? valueOf(found.plan, found.pair, found.plan.decidingCondition(found.pair, found.plan.state.lights[found.pair] as never)) : last.value; // prettier-ignore
  return {
    id: alarm,
    rule,
    class: cls,
    entity: id,
    instance,
    name: entity.name,
    light: isRaised(to) ? to : 'unknown',
    since: time,
    raisedAt,
    value,
    unit,
    level,
    origin,
    message,
    isPending: found?.plan.state.isPending(found.pair) ?? false,
    flapping: alarms.isFlapping(alarm),
    inhibitedBy: alarms.inhibitorOf(rule, entity),
    acknowledged: alarms.book.acknowledgements.of(alarm, now),
    silence: alarms.book.silences.of(rule, entity, now),
    definition: found?.plan.rule ?? alarms.rules.rule(rule),
  };
}

function quietState(alarms: Alarms, plan: RulePlan, pair: number, id: string): AlarmState {
  const light = alarmLight(plan.state.lights[pair] as number);
  const entity = plan.entities[pair] ?? alarms.entityOf({ ...keyOf(plan, pair), name: '' });
  const now = alarms.clock.now();
  return {
    id,
    ...keyOf(plan, pair),
    name: entity.name,
    light: light === 'green' ? 'green' : 'unknown',
    since: plan.state.since[pair] as number,
    raisedAt: null,
    value: valueOf(plan, pair, 0),
    unit: plan.rule.conditions[0]?.unit ?? 'count',
    level: null,
    origin: null,
    message: null,
    flapping: false,
    isPending: plan.state.isPending(pair),
    inhibitedBy: alarms.inhibitorOf(plan.rule.id, entity),
    acknowledged: alarms.book.acknowledgements.of(id, now),
    silence: alarms.book.silences.of(plan.rule.id, entity, now),
    definition: plan.rule,
  };
}

/** The newest value of a condition; null where it is unknown or no number. */
export function valueOf(plan: RulePlan, pair: number, condition: number): number | null {
  const value = plan.readers[condition]?.values[pair];
  if (plan.rule.conditions[condition]?.kind === 'when' || value === undefined) return null;
  return Number.isFinite(value) ? value : null;
}
