import { Type, type Static } from 'typebox';
import { entityClasses } from '../../model/classes.ts';
import { numberOrNull, seconds, text, textOrNull } from './values.ts';

const AlarmLight = Type.Enum(['red', 'amber', 'green', 'unknown']);
const count = Type.Integer();

const Acknowledged = Type.Object({ by: text, reason: text, time: seconds });

const Level = Type.Union([
  Type.Object({ level: Type.Number(), clear: Type.Number(), origin: Type.String() }),
  Type.Null(),
]);
export const AlarmCondition = Type.Object({
  kind: Type.Enum(['metric', 'timeToFull', 'when', 'event']),
  metrics: Type.Array(text),
  when: textOrNull,
  units: text,
  sense: Type.Enum(['above', 'below']),
  mean: Type.Number({ description: 'Seconds; 0 = the newest value' }),
  value: Type.Union([Type.Number(), Type.Null()], { description: 'Newest value; null in a list of rules' }),
  amber: Level,
  red: Level,
});

const alarm = {
  id: text,
  uri: text,
  rule: text,
  subject: Type.String({ description: 'Address of what it is about' }),
  class: Type.Enum(entityClasses),
  entity: Type.String({ description: 'Id of the host, VM or source' }),
  name: text,
  instance: Type.Union([text, Type.Null()], { description: 'Key of the device that it is about' }),
  state: AlarmLight,
  since: seconds,
  raised: Type.Union([seconds, Type.Null()], {
    description: 'When it was raised; null where it is green or unknown',
  }),
  value: Type.Union([Type.Number(), Type.Null()], {
    description: 'In the unit of the condition that decided',
  }),
  units: text,
  level: Type.Union([Type.Number(), Type.Null()], { description: 'The level that decided' }),
  origin: Type.Union([text, Type.Null()], { description: 'Where that level comes from' }),
  message: Type.Union([text, Type.Null()], { description: 'The sentence of the change to this state' }),
  pending: Type.Boolean({ description: 'A level is passed, but not for long enough' }),
  flapping: Type.Boolean({ description: 'It changed five times in five minutes: the worst state is held' }),
  inhibited: Type.Union([text, Type.Null()], { description: 'Address of the alarm that hides it' }),
  acknowledged: Type.Union([Acknowledged, Type.Null()]),
  silenced: Type.Union([Type.Object({ uri: text, by: text, reason: text, until: seconds }), Type.Null()]),
  labels: Type.Record(Type.String(), Type.String()),
  runbook: textOrNull,
  notify: Type.Enum(['none', 'red', 'all']),
};
const Times = Type.Object({ amber: Type.Number(), red: Type.Number() }, { description: 'Seconds' });

export const Alarm = Type.Object({
  ...alarm,
  conditions: Type.Optional(Type.Array(AlarmCondition, { description: 'Where they are asked for' })),
  for: Type.Optional(Times),
  keep: Type.Optional(Type.Number({ description: 'Seconds' })),
});
export type Alarm = Static<typeof Alarm>;

export const AlarmSummary = Type.Object({ red: count, amber: count, green: count, unknown: count });

/** The event `alarms` of the streams of `/metrics`. */
export const AlarmsSummary = Type.Object({
  red: count,
  amber: count,
  green: count,
  unknown: count,
  last: Type.String({ description: 'Id of the newest transition' }),
});
export type AlarmsSummary = Static<typeof AlarmsSummary>;

/** What is evaluated, for whom nothing is raised too. */
const AlarmsChecked = Type.Object({
  rules: count,
  entities: Type.Integer({ description: 'Hosts, machines and sources' }),
  time: Type.Union([seconds, Type.Null()], {
    description: 'End of the newest row, of the source that is evaluated last',
  }),
  nearest: Type.Union(
    [
      Type.Object({
        subject: text,
        name: text,
        instance: textOrNull,
        rule: text,
        metrics: Type.Array(text),
        value: Type.Number(),
        level: Type.Number(),
        units: text,
      }),
      Type.Null(),
    ],
    { description: 'The green alarm that is nearest to its level' },
  ),
});

/** Red and amber ones first. */
export const Alarms = Type.Object({
  summary: AlarmSummary,
  checked: AlarmsChecked,
  alarms: Type.Array(Type.Unsafe<Alarm>({ $ref: 'Alarm#' })),
  next: Type.Union([text, Type.Null()], { description: 'Address of the rest; null where there is none' }),
});
export type Alarms = Static<typeof Alarms>;

export const AlarmTransition = Type.Object({
  id: Type.String({ description: 'One more than that of the transition before it' }),
  time: seconds,
  alarm: text,
  uri: text,
  rule: text,
  subject: text,
  name: text,
  instance: textOrNull,
  from: Type.Enum(['off', 'red', 'amber', 'green', 'unknown']),
  to: Type.Enum(['off', 'red', 'amber', 'green', 'unknown']),
  value: numberOrNull,
  level: numberOrNull,
  units: text,
  origin: text,
  flapping: Type.Boolean(),
  inhibited: textOrNull,
  message: text,
});
export type AlarmTransition = Static<typeof AlarmTransition>;

/** Oldest first. */
export const AlarmLog = Type.Object({
  transitions: Type.Array(Type.Unsafe<AlarmTransition>({ $ref: 'AlarmTransition#' })),
  gap: Type.Integer({ description: 'Transitions after the cursor that are no longer kept' }),
  next: Type.String({ description: 'Address of newer ones' }),
  previous: Type.Union([Type.String(), Type.Null()], {
    description: 'Address of older ones; null where none is kept',
  }),
  keptSince: Type.Union([Type.Number(), Type.Null()], {
    description: 'Time of the oldest change that is kept, epoch seconds; null where none was dropped',
  }),
});
export type AlarmLog = Static<typeof AlarmLog>;

export type AlarmCondition = Static<typeof AlarmCondition>;

export const AlarmRule = Type.Object({
  id: text,
  class: Type.Enum(entityClasses),
  reason: text,
  select: textOrNull,
  enabled: Type.Boolean(),
  combine: Type.Enum(['all', 'any']),
  conditions: Type.Array(AlarmCondition),
  for: Times,
  keep: Type.Number({ description: 'Seconds' }),
  unknown: Type.Enum(['ignore', 'hold', 'amber', 'red']),
  notify: Type.Enum(['none', 'red', 'all']),
  inhibits: Type.Array(text),
  labels: Type.Record(Type.String(), Type.String()),
  runbook: textOrNull,
});
export type AlarmRule = Static<typeof AlarmRule>;
export const AlarmRules = Type.Array(Type.Unsafe<AlarmRule>({ $ref: 'AlarmRule#' }));

const Given = Type.Union([
  Type.Object({ value: Type.String({ description: 'As YAML' }), origin: text }),
  Type.Null(),
]);

/** A rule with what is given for it, and what was edited. */
export const AlarmRuleDetails = Type.Object({
  ...AlarmRule.properties,
  fields: Type.Array(Type.Object({ field: text, file: Given, edited: Given }), {
    description: 'Every field that is given: by what ships or a file, and over that by the edit',
  }),
  edit: Type.Union(
    [
      Type.Object({
        text: Type.String({ description: 'The fields that were set, in YAML' }),
        by: textOrNull,
        time: Type.Union([seconds, Type.Null()]),
      }),
      Type.Null(),
    ],
    { description: 'What was set over HTTP; null where nothing was' },
  ),
});
export type AlarmRuleDetails = Static<typeof AlarmRuleDetails>;

/** Overrides that were set over the API. */
export const Overrides = Type.Array(
  Type.Object({ name: text, uri: text, override: Type.Record(Type.String(), Type.Unknown()) }),
);
export type Overrides = Static<typeof Overrides>;

/** An alarm with all that explains it. */
export const AlarmDetails = Type.Object({
  ...alarm,
  conditions: Type.Array(AlarmCondition),
  for: Times,
  keep: Type.Number({ description: 'Seconds' }),
  explanation: Type.Array(text, { description: 'Sentences' }),
  history: Type.Array(Type.Unsafe<AlarmTransition>({ $ref: 'AlarmTransition#' }), {
    description: 'Oldest first',
  }),
});
export type AlarmDetails = Static<typeof AlarmDetails>;

const DryRunSpan = Type.Object({
  subject: text,
  name: text,
  instance: textOrNull,
  state: Type.Enum(['amber', 'red']),
  start: seconds,
  end: seconds,
});

/** What a rule would have done. */
export const DryRun = Type.Object({
  start: seconds,
  end: seconds,
  step: Type.Number({ description: 'Seconds of the rows that were looked at' }),
  rows: count,
  series: count,
  raised: Type.Integer({ description: 'How often an alarm would have been raised' }),
  amber: Type.Integer({ description: 'How often one would have become amber' }),
  red: Type.Integer({ description: 'How often one would have become red' }),
  spans: Type.Array(DryRunSpan, { description: 'In the order of their starts, the first 1000' }),
});
export type DryRun = Static<typeof DryRun>;

export const Silence = Type.Object({
  id: text,
  uri: text,
  select: text,
  rule: text,
  reason: text,
  by: text,
  created: seconds,
  until: seconds,
  matches: Type.Integer({ description: 'Raised alarms that it silences now' }),
  alarms: Type.Array(Type.Object({ uri: text, rule: text, name: text, instance: textOrNull }), {
    description: 'The first ten of them, the worst first',
  }),
});
export type Silence = Static<typeof Silence>;
export const Silences = Type.Array(Type.Unsafe<Silence>({ $ref: 'Silence#' }));
