import { makeRuleBook } from '../rule-book/rule-book.ts';
import { readRules } from '../rule/read-rules.ts';
import { readVariables } from './read-variables.ts';
import { settingsOf } from './settings.ts';
import { translate } from './translate.ts';
import type { PerfmonClass, TextPlace, Variable } from './variable.ts';
import { rulesText, type ImportedRule } from './write-rules.ts';

export interface ImportOptions {
  /** How the text is called in places. */
  readonly file: string;
  readonly class: PerfmonClass;
  /** What the ids of the rules begin with; the class and the name of the variable follow: `perfmon.vm.cpu-usage`. */
  readonly prefix: string;
  /** A selector of the objects that have the configuration; '' = all of the class. */
  readonly select: string;
}

/** Something about one variable. */
export interface Remark extends TextPlace {
  readonly name: string;
  readonly message: string;
}

export interface Imported {
  /** The YAML of a file of `alarms.rules`. */
  readonly text: string;
  readonly count: number;
  /** What rules do not keep, as the comments say too. */
  readonly notes: readonly Remark[];
  /** Variables that are not in the rules, with the reason. */
  readonly leftOut: readonly Remark[];
}

/** What differs for all rules. */
const general = [
  'Made of a configuration of perfmon. What differs for all rules:',
  'perfmon looks every five minutes, so its messages are up to five minutes late; here each poll is looked at.',
  'perfmon compares the mean of each whole minute; here the mean of the last minute is compared at each poll.',
  'perfmon takes a value that is unknown (NaN, as after a counter was reset) for good, and counts the period anew; here the alarm is unknown, and counts it anew.',
  "Of perfmon's priorities 1 and 2 are red and sent, 3 is amber and sent, 4 and 5 are amber and only shown.",
];

const ofAll =
  'Without a selector the rules are about all of their class; the configuration was that of one object.';

/**
 * Translates perfmon's XML into rules. Each rule is one that a file can have; what cannot be one is left out with its reason.
 *
 * @throws {InputError} RULES_INVALID, with line and column, for what is no such XML.
 * @example
 * import assert from 'node:assert/strict';
 * import { importPerfmon } from './import-perfmon.ts';
 * const xml = '<config><variable><name value="cpu_usage"/><alarm_trigger_level value="0.5"/></variable></config>';
 * const { text } = importPerfmon(xml, { file: 'a.xml', class: 'VM', prefix: 'perfmon', select: '' });
 * assert.match(text, /  perfmon\.vm\.cpu-usage:\n    class: VM\n/);
 */
export function importPerfmon(xml: string, { file, class: cls, prefix, select }: ImportOptions): Imported {
  const rules = new Map<string, ImportedRule>();
  const [notes, leftOut]: [Remark[], Remark[]] = [[], []];
  const names = new Set<string>();
  for (const variable of readVariables(xml, file)) {
    const { line, column, tags } = variable;
    const name = tags.get('name') ?? '';
    const remark = (message: string): Remark => ({ line, column, name, message });
    const rule = names.has(name)
      ? `another variable is named ${name} already`
      : ruleOf(variable, cls, select, (own) => idOf(`${prefix}.${own.toLowerCase()}`, name, rules));
    names.add(name);
    if (typeof rule === 'string') leftOut.push(remark(rule));
    else {
      rules.set(rule.id, rule);
      notes.push(...rule.notes.map(remark));
    }
  }
  const header = select === '' ? [...general, ofAll] : general;
  return { text: rulesText([...rules.values()], header), count: rules.size, notes, leftOut };
}

function ruleOf(
  variable: Variable,
  cls: PerfmonClass,
  select: string,
  idOfClass: (cls: string) => string,
): ImportedRule | string {
  const settings = settingsOf(variable, cls);
  if (typeof settings === 'string') return settings;
  const made = translate(settings, cls);
  if (typeof made === 'string') return made;
  const id = idOfClass(made.class);
  const isSelected = select !== '' && made.class === cls;
  const notes = [
    ...made.notes,
    ...(select === '' || isSelected ? [] : ['it is about every host: the selector is of VMs']),
    ...variable.unread.map((name) => `perfmon does not read its tag ${name.slice(0, 60)}`),
  ];
  const reason = `Variable ${settings.name} of XAPI's perfmon, priority ${settings.priority}.`;
  const rule = {
    id,
    fields: { class: made.class, reason, select: isSelected ? select : null, ...made.fields },
    notes,
  };
  const { problems } = makeRuleBook([readRules(rulesText([rule], []), id)]);
  const [problem] = problems;
  return problem ? `${problem.field.slice(`rules.${id}.`.length)}: ${problem.message}` : rule;
}

/** An id that no other rule has. */
function idOf(prefix: string, name: string, taken: ReadonlyMap<string, unknown>): string {
  const word = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '').slice(0, 30) || 'variable'; // prettier-ignore
  for (let i = 1; ; i++) {
    const id = `${prefix}.${word}${i === 1 ? '' : `-${i}`}`;
    if (!taken.has(id)) return id;
  }
}
