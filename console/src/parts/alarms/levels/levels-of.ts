import type { Alarm } from '../../../../../src/api/wire/alarms.ts';
import type { Line } from '../../../charts/specs.ts';
import { limitsOf, type ConditionLimit } from '../limits-of.ts';

/** A level of an alarm, with the line that it belongs to. */
export interface LineLevel extends ConditionLimit {
  readonly alarm: Pick<Alarm, 'rule' | 'uri'>;
  readonly line: Line;
}

/** A level so many times as high as the highest value is drawn; a higher one would press the line to the ground. */
const times = 2;

/** The levels that alarms compare lines with, in the order of the lines. */
export function levelsOf(lines: readonly Line[], alarms: readonly Alarm[]): LineLevel[] {
  return lines.flatMap((line) => alarms.flatMap((alarm) => levelsOfLine(line, alarm)));
}

function levelsOfLine(line: Line, alarm: Alarm): LineLevel[] {
  const { rule, instance, conditions = [] } = alarm;
  const of = { alarm, line, mirrored: line.mirrored };
  const limits = limitsOf({ conditions, instance }, line.metric);
  return limits.map((limit) => Object.assign(limit, of, { label: `${rule} ${limit.light}` }));
}

/** Whether a level is not far above what is shown. @param values in the unit of the level. */
export function isNear(level: number, values: readonly (number | null | undefined)[]): boolean {
  return values.some((value) => (value ?? null) !== null && level <= times * (value ?? 0));
}
