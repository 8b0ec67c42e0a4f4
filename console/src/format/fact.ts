import { FACTS, type FactKind, type FactName } from '../../../src/model/facts.ts';
import { Unit } from '../../../src/model/unit.ts';
import { span, text } from './format.ts';

/** A fact as answers have it: times are epoch seconds. */
type Answered = string | number | boolean | readonly string[];

/** The text of a fact; of a time how long ago it was. */
export function factText(name: FactName, value: Answered, now: number): string {
  const kind: FactKind = FACTS[name].kind;
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (kind === 'time') return span(now - Number(value));
  const units = { bytes: Unit.bytes, ratio: Unit.ratio } as const;
  return text(Number(value), kind === 'bytes' || kind === 'ratio' ? units[kind] : Unit.count);
}
