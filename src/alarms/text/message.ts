import { formatDuration } from '../../lib/text/duration.ts';
import { activityOf } from '../../model/classes.ts';
import type { Entity } from '../../model/entity.ts';
import type { Selector } from '../../model/select/mod.ts';
import { shortlyDescribedBy } from '../../model/text/metric-text.ts';
import { stateWord } from '../../model/text/state-word.ts';
import type { AlarmLight } from '../evaluate/light.ts';
import type { Condition } from '../rule/rule.ts';
import { factsText } from './facts-text.ts';
import { valueText } from './limit.ts';

/** What a sentence about a change of an alarm needs. */
export interface MessageFacts {
  readonly entity: Entity;
  /** Epoch ms. */
  readonly time: number;
  readonly instance: string;
  /** The condition that decided. */
  readonly condition: Condition;
  readonly from: AlarmLight;
  readonly to: AlarmLight;
  readonly value: number | null;
  readonly level: number | null;
  /** The worst value while it was raised, and how long ago that was, ms; null where that is not known. */
  readonly worst: { readonly value: number; readonly agoMs: number } | null;
  /** How long it was raised, ms; of what is raised now not used. */
  readonly raisedMs: number;
}

/** The sentence of a change: name first, the number with unit and window, the limit that decided. */
export function messageOf(facts: MessageFacts): string {
  const { entity, instance, to } = facts;
  const subject = instance === '' ? entity.name : `${entity.name} ${instance}`;
  if (to === 'off') return `${subject}: no longer looked at, it ${whyOff(entity)}. ${after(facts)}`;
  if (to === 'unknown') return `${subject}: nothing is known any more. ${after(facts)}`;
  if (to === 'green') return `${subject}: ${clearText(facts)} ${after(facts)}`;
  return `${subject}: ${raiseText(facts)}`;
}

function raiseText({ entity, condition, value, level, time }: MessageFacts): string {
  const limit = level === null ? '' : `limit ${valueText(level, condition.unit)}`;
  if (condition.kind === 'when')
    return entity.condition?.reason ?? stateText(entity, condition.selector, time);
  const shown = value === null ? 'unknown' : valueText(value, condition.unit);
  if (condition.kind === 'event') {
    const times = value === 1 ? 'once' : `${shown} times`;
    return `${condition.events.join(', ')} ${times} in ${formatDuration(condition.withinMs)} (${limit}).`;
  }
  if (condition.kind === 'timeToFull') return `full in ${shown} (${limit}).`;
  const mean = condition.meanMs > 0 ? `${formatDuration(condition.meanMs)} mean; ` : '';
  return `${whatText(condition)} ${shown} (${mean}${limit}).`;
}

/** What runs is not raised for its state, and neither is what has certain facts: those and the selector stand for why. */
function stateText(entity: Entity, { text, facts }: Selector, time: number): string {
  const { class: cls, state } = entity;
  if (facts.length === 0 && activityOf(cls, state) !== 'running') return `it is ${stateWord(state)}.`;
  const known = factsText(entity, facts, time);
  return known === '' ? `${text} is true.` : `${known} (rule: ${text}).`;
}

function whatText({ metrics, dividedBy }: Extract<Condition, { kind: 'metric' }>): string {
  const [first = ''] = metrics;
  return dividedBy.length === 0
    ? (shortlyDescribedBy(first) ?? first)
    : `${metrics.join(' + ')} of ${dividedBy.join(' + ')}`;
}

function clearText({ condition, value, level }: MessageFacts): string {
  if (condition.kind === 'when') return 'over.';
  const side = condition.levels.sense === 'above' ? 'under' : 'over';
  const limit = level === null ? 'the limit' : valueText(level, condition.unit);
  return value === null
    ? `back ${side} ${limit}.`
    : `back ${side} ${limit}, now ${valueText(value, condition.unit)}.`;
}

function after({ from, raisedMs, worst, condition }: MessageFacts): string {
  const shown = worst
    ? `; at worst ${valueText(worst.value, condition.unit)}, ${spanText(worst.agoMs)} ago`
    : '';
  return `It was ${from} for ${spanText(raisedMs)}${shown}.`;
}

function spanText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

function whyOff({ state, class: cls }: Entity): string {
  return cls === 'VM' && state !== 'running' ? `is ${stateWord(state)}` : 'is not there any more';
}
