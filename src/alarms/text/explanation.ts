import type { Condition, Rule } from '../rule/rule.ts';
import { formatDuration } from '../../lib/text/duration.ts';
import type { AlarmState } from '../alarm-list.ts';
import { originText, valueText } from './limit.ts';

/** Sentences that say why an alarm has its light: the levels and where they come from, and what changes how it is shown. */
export function explanationOf(alarm: AlarmState): readonly string[] {
  const { definition, acknowledged, silence, inhibitedBy, flapping, isPending } = alarm;
  if (!definition) return ['Its rule is not in effect any more.'];
  return [
    ...(definition.reason === '' ? [] : [definition.reason]),
    ...definition.conditions.flatMap((condition) => levelTexts(definition, condition)),
    ...(isPending ? [pendingText(definition)] : []),
    ...(flapping
      ? ['Changed five times in five minutes: the worst light is held until it is calm for 15 min.']
      : []),
    ...(inhibitedBy === null ? [] : ['Hidden by another alarm, which explains it.']),
    ...(acknowledged ? [`Acknowledged by ${acknowledged.by}: ${acknowledged.reason}`] : []),
    ...(silence ? [`Silenced by ${silence.by}: ${silence.reason}`] : []),
  ];
}

function levelTexts(rule: Rule, condition: Condition): string[] {
  const { kind, levels, unit } = condition;
  if (kind === 'when') return [`True of it: ${condition.selector.text}.`];
  return (['amber', 'red'] as const).flatMap((light) => {
    const [level, clear] = [levels[light], levels[`${light}Clear`]];
    if (level === null) return [];
    const until = clear === null || clear === level ? '' : `, until ${valueText(clear, unit)}`;
    const origin = originText(rule, condition, light);
    return [
      `${light === 'red' ? 'Red' : 'Amber'} ${levels.sense} ${valueText(level, unit)}${until}, ${origin}.`,
    ];
  });
}

function pendingText({ amberForMs, redForMs }: Rule): string {
  const times = [...new Set([amberForMs, redForMs])].map(formatDuration).join(' or ');
  return `A level is passed, not yet for ${times}. Nothing has been sent.`;
}
