import { describedBy } from '../text/metric-text.ts';
import { FACTS, isFactName, type FactName } from '../facts.ts';
import { metrics } from '../metrics.ts';
import { lookup } from '../vocabulary.ts';
import { fieldNamed, fieldNames, type Field } from './fields.ts';
import { unitsOf } from './quantity.ts';
import { quoted } from './quoted.ts';
import { stateWords } from './state.ts';

/** A text that can stand at the cursor: it replaces what is there from `from` to `to`. */
export interface Suggestion {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly description: string | null;
}

/** What there is to be asked for. */
export interface Known {
  readonly names?: readonly string[];
  readonly hosts?: readonly string[];
  readonly sources?: readonly string[];
  readonly tags?: readonly string[];
  readonly facts?: Readonly<Partial<Record<FactName, readonly string[]>>>;
  /** Metrics are not compared where it is false. */
  readonly hasMetrics?: boolean;
}

const maxSuggestions = 12;

const descriptions: Readonly<Record<string, string>> = {
  is: 'State, light or condition',
  name: 'Part of its name',
  id: 'Start of its id',
  host: 'Name or id of its host',
  source: 'Source that reads it',
  tag: FACTS.tags.description,
  ip: FACTS.addresses.description,
  uptime: FACTS.started.description,
  latency: 'Mean time of a request, read or written, the longer one',
  iops: 'Requests to all disks, read and written',
  disk: 'Traffic of all disks, read and written',
  net: 'Traffic of all interfaces, received and sent',
};

const names = [
  ...fieldNames,
  ...metrics.map(({ pattern }) => pattern).filter((pattern) => !pattern.includes('#')),
];

const namesOfFacts = fieldNames.filter((name) => {
  const field = fieldNamed(name);
  return field?.type !== 'number' || field.metrics.length === 0;
});

/** What the word at the cursor could become, the likeliest first; at most twelve. */
export function suggest(text: string, cursor: number, known: Known): Suggestion[] {
  const { from, to } = wordAt(text, cursor);
  const word = text.slice(from, cursor);
  const found: Suggestion[] = [];
  for (const [suggestion, description] of completions(word, known)) {
    if (suggestion !== word) found.push({ from, to, text: suggestion, description });
    if (found.length === maxSuggestions) break;
  }
  return found;
}

/** The word around the cursor, without the `-` before it; inside of quotes a blank is part of it. */
function wordAt(text: string, cursor: number): { from: number; to: number } {
  let from = 0;
  let isQuoted = false;
  let to = 0;
  for (; to < text.length; to++) {
    const char = text.charAt(to);
    if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && /[\s()]/.test(char)) {
      if (to >= cursor) break;
      from = to + 1;
    }
  }
  while (from < cursor && text.charAt(from) === '-') from++;
  return { from, to };
}

function* completions(word: string, known: Known): Iterable<[text: string, description: string | null]> {
  const [, key = '', operator = '', value = ''] = /^([^"\s:<>=!]+)(:|[<>]=?|!?=)(.*)$/s.exec(word) ?? [];
  const field = key === '' ? null : fieldNamed(key);
  if (field) {
    for (const text of valuesOf(field, value, known)) yield [key + operator + text, null];
    return;
  }
  const lower = word.toLowerCase();
  for (const name of known.hasMetrics === false ? namesOfFacts : names) {
    if (name.toLowerCase().startsWith(lower)) yield [name + operatorOf(name), descriptionOf(name)];
  }
  if (word !== '') for (const name of like(known.names ?? [], word)) yield [quoted(name), null];
}

function valuesOf(field: Field, value: string, known: Known): Iterable<string> {
  if (field.type === 'number') {
    const [, digits = '', suffix = ''] = /^(\d+(?:\.\d*)?)(\D*)$/.exec(value) ?? [];
    if (digits === '') return [];
    return unitsOf(field.unit)
      .filter((unit) => unit.toLowerCase().startsWith(suffix.toLowerCase()))
      .map((unit) => digits + unit);
  }
  return Array.from(like(candidates(field, known), value), quoted);
}

function candidates(field: Field, { names: all, hosts, sources, tags, facts }: Known): readonly string[] {
  if (field.type === 'is') return stateWords;
  if (field.type === 'flag') return ['yes', 'no'];
  const own: Readonly<Record<string, readonly string[] | undefined>> = {
    name: all,
    host: hosts,
    source: sources,
    tags,
  };
  const { name } = field;
  return own[name] ?? (isFactName(name) ? facts?.[name] : undefined) ?? [];
}

/** Those that begin with a text, then those that have it elsewhere, each once. */
function like(words: readonly string[], text: string): Set<string> {
  const lower = text.replaceAll('"', '').toLowerCase();
  const has = words.filter((word) => word.toLowerCase().includes(lower));
  return new Set([...has.filter((word) => word.toLowerCase().startsWith(lower)), ...has]);
}

/** What most often follows the name. */
function operatorOf(name: string): string {
  return fieldNamed(name)?.type === 'number' ? '>' : ':';
}

function descriptionOf(name: string): string | null {
  const field = fieldNamed(name);
  const [first = ''] = field?.type === 'number' ? field.metrics : [];
  const ofFact = isFactName(name) ? FACTS[name].description : undefined;
  return descriptions[name] ?? ofFact ?? describedBy(lookup(first)?.metric.pattern ?? '');
}
