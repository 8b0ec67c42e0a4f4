import {
  originText,
  valueOf,
  type AlarmState,
  type Checked,
  type Alarms,
  type Condition,
  type Rule,
  type Transition,
} from '../../alarms/mod.ts';
import { metricsPath } from '../http/paths.ts';
import type * as wire from '../wire/alarms.ts';

/** Address of an alarm. */
export function alarmPath(id: string): string {
  return `/alarms/${id}`;
}

export function alarmView(alarm: AlarmState): wire.Alarm {
  const {
    id,
    rule,
    class: cls,
    entity,
    name,
    instance,
    light,
    since,
    raisedAt,
    acknowledged,
    silence,
  } = alarm;
  const { value, unit, level, origin, message, isPending, flapping, inhibitedBy, definition } = alarm;
  return {
    id,
    uri: alarmPath(id),
    rule,
    subject: metricsPath({ class: cls, id: entity }),
    class: cls,
    entity,
    name,
    instance: instance === '' ? null : instance,
    state: light,
    since: since / 1000,
    raised: raisedAt === null ? null : raisedAt / 1000,
    value,
    units: unit,
    level,
    origin,
    message,
    pending: isPending,
    flapping,
    inhibited: inhibitedBy === null ? null : alarmPath(inhibitedBy),
    acknowledged: acknowledged && {
      by: acknowledged.by,
      reason: acknowledged.reason,
      time: acknowledged.time / 1000,
    },
    silenced: silence && {
      uri: `/silences/${silence.id}`,
      by: silence.by,
      reason: silence.reason,
      until: silence.until / 1000,
    },
    labels: definition?.labels ?? {},
    runbook: definition?.runbook ?? null,
    notify: definition?.notify ?? 'none',
  };
}

export function transitionView(transition: Transition): wire.AlarmTransition {
  const { sequence, time, alarm, rule, class: cls, entity, name, instance, unit, inhibitedBy } = transition;
  const { from, to, value, level, origin, flapping, message } = transition;
  return {
    id: String(sequence),
    time: time / 1000,
    alarm,
    uri: alarmPath(alarm),
    rule,
    subject: metricsPath({ class: cls, id: entity }),
    name,
    instance: instance === '' ? null : instance,
    from,
    to,
    value,
    level,
    units: unit,
    origin,
    flapping,
    inhibited: inhibitedBy === null ? null : alarmPath(inhibitedBy),
    message,
  };
}

export function checkedView({ rules, entities, time, nearest }: Checked): wire.Alarms['checked'] {
  const seen = { rules, entities, time: time === null ? null : time / 1000 };
  const entity = nearest?.plan.entities[nearest.pair];
  if (!nearest || !entity) return { ...seen, nearest: null };
  const { plan, pair, value, level } = nearest;
  const instance = plan.instances[pair] || null;
  const [condition] = plan.rule.conditions;
  return {
    ...seen,
    nearest: {
      subject: metricsPath(entity),
      name: entity.name,
      instance,
      rule: plan.rule.id,
      metrics: condition ? metricsOf(condition) : [],
      value,
      level,
      units: condition?.unit ?? '',
    },
  };
}

/** The times of a rule, and its conditions with their newest values for an alarm of it. */
export function conditionsView(
  rule: Rule,
  found: ReturnType<Alarms['find']>,
): Pick<wire.AlarmDetails, 'conditions' | 'for' | 'keep'> {
  return {
    conditions: rule.conditions.map((condition, i) =>
      conditionView(rule, condition, found && valueOf(found.plan, found.pair, i)),
    ),
    for: { amber: rule.amberForMs / 1000, red: rule.redForMs / 1000 },
    keep: rule.keepMs / 1000,
  };
}

export function ruleView(rule: Rule): wire.AlarmRule {
  const {
    id,
    class: cls,
    reason,
    select,
    enabled,
    combine,
    unknown,
    notify,
    inhibits,
    labels,
    runbook,
  } = rule;
  return {
    id,
    class: cls,
    reason,
    select: select?.text ?? null,
    enabled,
    combine,
    ...conditionsView(rule, null),
    unknown,
    notify,
    inhibits: [...inhibits],
    labels: { ...labels },
    runbook,
  };
}

function conditionView(
  rule: Rule,
  condition: Condition,
  value: number | null,
): wire.AlarmRule['conditions'][number] {
  const { kind, unit, levels } = condition;
  const level = (light: 'amber' | 'red'): wire.AlarmRule['conditions'][number]['amber'] => {
    const [at, clear] = [levels[light], levels[`${light}Clear`]];
    if (at === null) return null;
    return { level: at, clear: clear ?? at, origin: originText(rule, condition, light) };
  };
  return {
    kind,
    metrics: metricsOf(condition),
    when: kind === 'when' ? condition.selector.text : null,
    units: unit,
    sense: levels.sense,
    mean: kind === 'metric' ? condition.meanMs / 1000 : 0,
    value,
    amber: level('amber'),
    red: level('red'),
  };
}

/** Metrics that a condition reads, or kinds of events that it counts. */
function metricsOf(condition: Condition): string[] {
  switch (condition.kind) {
    case 'metric':
      return [...condition.metrics, ...condition.dividedBy];
    case 'timeToFull':
      return [condition.used, condition.total];
    case 'event':
      return [...condition.events];
    case 'when':
    default:
      return [];
  }
}
