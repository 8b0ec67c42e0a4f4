import { entityClasses } from '../../model/classes.ts';
import { nearest } from '../../model/select/nearest.ts';
import { buildCondition, CONDITION_FIELDS, selectorField } from './build-condition.ts';
import { FieldReader } from './field-reader.ts';
import type { GivenRule, RuleProblem } from './given.ts';
import { NOTIFIES, UNKNOWNS, type Condition, type Rule } from './rule.ts';

// prettier-ignore
const ruleFields: readonly string[] = [
  'class', 'reason', 'select', 'enabled', 'for', 'redFor', 'keep',
  'unknown', 'notify', 'inhibits', 'runbook', 'labels', 'all', 'any',
];
const maxConditions = 10;
const defaultKeepMs = 120_000;

/** A rule of what is given for it, or all that is wrong with that. */
export type BuiltRule =
  | { readonly rule: Rule; readonly problems: readonly [] }
  | { readonly rule: null; readonly problems: readonly RuleProblem[] };

/** Makes a rule of its fields; wrong ones are named with their places. */
export function buildRule(given: GivenRule): BuiltRule {
  const fields = new FieldReader(given.fields, given.id, given.at);
  checkNames(given, fields);
  if (!fields.has('class')) fields.refuse('class', `a rule has a class: ${entityClasses.join(', ')}`);
  const cls = fields.choice('class', entityClasses, 'VM');
  const [combine, count] = listOf(given);
  const conditions: (Condition | null)[] = [];
  if (combine === null) conditions.push(buildCondition(fields, '', cls));
  else if (count > maxConditions)
    fields.refuse(`${combine}.1.metric`, `it has ${count} conditions, at most ${maxConditions}`);
  else for (let i = 1; i <= count; i++) conditions.push(buildCondition(fields, `${combine}.${i}.`, cls));
  const forMs = fields.duration('for', 0);
  const rule: Rule = {
    id: given.id,
    class: cls,
    reason: fields.text('reason') ?? '',
    select: selectorField(fields, 'select', cls),
    enabled: fields.flag('enabled', true),
    combine: combine ?? 'all',
    conditions: conditions.filter((one) => one !== null),
    amberForMs: forMs,
    redForMs: fields.duration('redFor', forMs),
    keepMs: fields.duration('keep', defaultKeepMs),
    unknown: fields.choice('unknown', UNKNOWNS, 'hold'),
    notify: fields.choice('notify', NOTIFIES, 'red'),
    inhibits: fields.texts('inhibits'),
    labels: labelsOf(given),
    runbook: fields.text('runbook'),
    given: given.fields,
  };
  if (rule.runbook !== null && !/^https?:\/\/\S+$/.test(rule.runbook)) {
    fields.refuse('runbook', 'it must be an address that begins with http:// or https://');
  }
  return fields.problems.length > 0 ? { rule: null, problems: fields.problems } : { rule, problems: [] };
}

/** The list of conditions, and how many it has; null where the rule itself is the condition. */
function listOf({ fields }: GivenRule): ['all' | 'any' | null, number] {
  for (const name of ['all', 'any'] as const) {
    const numbers = [...fields.keys()].flatMap((path) => {
      const [first, number] = path.split('.');
      return first === name && number !== undefined ? [Number(number)] : [];
    });
    if (numbers.length > 0) return [name, Math.max(...numbers)];
  }
  return [null, 0];
}

function checkNames({ fields: given }: GivenRule, fields: FieldReader): void {
  const known = [...ruleFields, ...CONDITION_FIELDS];
  for (const path of given.keys()) {
    const [first = '', second, third] = path.split('.');
    const isList = (first === 'all' || first === 'any') && /^[1-9]\d?$/.test(second ?? '');
    const isKnown = isList
      ? (CONDITION_FIELDS as readonly string[]).includes(third ?? '')
      : known.includes(first) && (second === undefined || first === 'labels');
    if (isKnown) continue;
    const meant = nearest(isList ? (third ?? '') : first, known);
    fields.refuse(path, `there is no such field${meant === null ? '' : `, did you mean ${meant}`}`);
  }
}

function labelsOf({ fields }: GivenRule): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [path, { value }] of fields) {
    if (path.startsWith('labels.')) labels[path.slice('labels.'.length)] = String(value);
  }
  return labels;
}
