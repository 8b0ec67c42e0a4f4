import { formatDuration } from '../../lib/text/duration.ts';
import { quantity } from '../../model/text/quantity.ts';
import type { Unit } from '../../model/unit.ts';
import { placeText } from '../rule/given.ts';
import type { Condition, Rule } from '../rule/rule.ts';

/** A value with its unit: `14 %`. */
export function valueText(value: number, unit: Unit): string {
  if (unit === 'seconds' && Number.isFinite(value) && value >= 60)
    return formatDuration(Math.round(value / 60) * 60_000);
  return quantity(value, unit).join(' ').trim();
}

/** Where a level of a rule comes from: `from tag database (rules.yaml:7:12: "ARC cache")`. */
export function originText(
  { given }: Rule,
  { prefix }: Condition,
  field: 'amber' | 'amberClear' | 'red' | 'redClear',
): string {
  const found = given.get(prefix + field) ?? given.get(prefix + field.replace('Clear', ''));
  if (!found) return 'by default';
  const note = found.note === undefined ? '' : `: ${JSON.stringify(found.note)}`;
  return `from ${found.override ?? 'the rule'} (${placeText(found.at)}${note})`;
}
