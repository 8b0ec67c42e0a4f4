/**
 * Rules that are evaluated on every batch, the alarms that they raise, and what people do about them.
 *
 * @module
 */
export {
  alarmStates,
  pendingAlarms,
  raisedAlarm,
  summaryOf,
  valueOf,
  type AlarmState,
  type Summary,
} from './alarm-list.ts';
export type { AlarmStore } from './alarm-book.ts';
export type { Transition } from './alarm-log/transition.ts';
export { Alarms, type AlarmsOptions } from './alarms.ts';
export { checkedOf, type Checked } from './checked.ts';
export { dryRun, type DryRun } from './dry-run/dry-run.ts';
export { ruleOfRequest } from './dry-run/rule-of-request.ts';
export type { EntityLights } from './entity-lights.ts';
export { ALARM_LIGHTS, isRaised, type AlarmLight } from './evaluate/light.ts';
export { MAX_SILENCES, type Silence } from './handling/silences.ts';
export { importPerfmon, type Remark } from './perfmon/import-perfmon.ts';
export { MAX_LENGTH as MAX_PERFMON_LENGTH } from './perfmon/read-variables.ts';
export { PERFMON_CLASSES } from './perfmon/variable.ts';
export { placeText, type Given } from './rule/given.ts';
export type { Condition, Rule } from './rule/rule.ts';
export { loadRules, ruleLayers } from './rule-book/load-rules.ts';
export { RuleEdits } from './rule-book/rule-edits.ts';
export { RuleBook } from './rule-book/rule-book.ts';
export { explanationOf } from './text/explanation.ts';
export { originText } from './text/limit.ts';
export { yamlValue } from './text/yaml-value.ts';
