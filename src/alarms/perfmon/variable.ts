/** Where something is written, from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** The tags of a variable that perfmon reads. */
export const TAGS = [
  'name',
  'rrd_regex',
  'consolidation_fn',
  'alarm_trigger_level',
  'alarm_trigger_sense',
  'alarm_trigger_period',
  'alarm_auto_inhibit_period',
  'alarm_priority',
] as const;
export type Tag = (typeof TAGS)[number];

/** One variable of a configuration, as it is written. */
export interface Variable extends TextPlace {
  readonly tags: ReadonlyMap<Tag, string>;
  /** Elements inside it that perfmon does not read, or reads only the first of. */
  readonly unread: readonly string[];
}

/** XAPI's classes of objects that can have a configuration. */
export const PERFMON_CLASSES = ['VM', 'host', 'SR'] as const;
export type PerfmonClass = (typeof PERFMON_CLASSES)[number];
