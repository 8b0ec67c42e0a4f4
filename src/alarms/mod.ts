/**
 * Rules that are evaluated on every batch, the alarms that they raise, and what people do about them.
 *
 * @module
 */
export type { Transition } from './alarm-log/transition.ts';
export { Alarms, type AlarmsOptions } from './alarms.ts';
export { ALARM_LIGHTS, type AlarmLight } from './evaluate/light.ts';
export { loadRules } from './rule-book/load-rules.ts';
