import type { EntityClass } from '../classes.ts';
import { FACTS, factNames, type FactKind, type FactName } from '../facts.ts';
import { Unit } from '../unit.ts';
import { lookup } from '../vocabulary.ts';
import type { Subject } from './subject.ts';
import { truth, type Truth } from './truth.ts';

/** A text, or several of which one must be like what is asked for. */
export interface TextField {
  readonly type: 'text';
  readonly name: string;
  /** What `:` compares without a `*`: a part of the text, its start, or the whole. */
  readonly colon: 'part' | 'start' | 'whole';
  readonly facts: readonly FactName[];
  readonly ask: (subject: Subject, test: (text: string) => boolean) => Truth;
}

export interface NumberField {
  readonly type: 'number';
  readonly name: string;
  readonly unit: Unit;
  readonly metrics: readonly string[];
  readonly facts: readonly FactName[];
  readonly read: (subject: Subject) => number | null;
}

export interface FlagField {
  readonly type: 'flag';
  readonly name: string;
  readonly facts: readonly [FactName];
}

export type Field = { readonly type: 'is'; readonly name: 'is' } | TextField | NumberField | FlagField;

/** Short names of metrics; of several together, as the columns of tables have them. */
const metricAliases: Readonly<Record<string, readonly string[]>> = {
  cpu: ['cpu.usage'],
  cores: ['cpu.cores'],
  steal: ['cpu.steal'],
  mem: ['memory.usage'],
  latency: ['disk.read.latency', 'disk.write.latency'],
  iops: ['disk.read.requests', 'disk.write.requests'],
  disk: ['disk.read.bytes', 'disk.write.bytes'],
  net: ['net.rx.bytes', 'net.tx.bytes'],
};

/** Names of facts that people use besides those of the table. */
const factAliases: Readonly<Record<string, FactName>> = { tag: 'tags', ip: 'addresses', uptime: 'started' };

const own: Readonly<Record<string, Field>> = {
  is: { type: 'is', name: 'is' },
  name: text('name', 'part', ({ name }, test) => truth(test(name))),
  id: text('id', 'start', ({ id }, test) => truth(test(id))),
  host: text('host', 'whole', ({ host, hostName }, test) =>
    host === null ? 0 : truth(test(host) || (hostName !== null && test(hostName))),
  ),
  source: text('source', 'whole', ({ source }, test) => truth(test(source))),
};

const factsByLowerCase = new Map(factNames.map((name) => [name.toLowerCase(), name]));

/** Every word that can stand before an operator, metrics of the whole entity by their short names alone. */
export const fieldNames: readonly string[] = [
  ...Object.keys(own),
  ...Object.keys(factAliases),
  ...Object.keys(metricAliases),
  ...factNames,
];

/** What a word before an operator means; null where it means nothing. */
export function fieldNamed(word: string): Field | null {
  const lower = word.toLowerCase();
  if (Object.hasOwn(own, lower)) return own[lower] ?? null;
  const fact = Object.hasOwn(factAliases, lower) ? factAliases[lower] : factsByLowerCase.get(lower);
  if (fact !== undefined) return factField(fact);
  if (Object.hasOwn(metricAliases, lower)) return metricField(lower, metricAliases[lower] ?? []);
  return lookup(word) && metricField(word, [word]);
}

/** Whether entities of a class can have it. */
export function isOf(cls: EntityClass, field: Field): boolean {
  if (field.type === 'is') return true;
  const metrics = field.type === 'number' ? field.metrics : [];
  const hasFacts = field.facts.every((name) => isIn(cls, FACTS[name].classes));
  return hasFacts && metrics.every((name) => isIn(cls, lookup(name)?.metric.classes ?? []));
}

function isIn(cls: EntityClass, classes: readonly EntityClass[]): boolean {
  return classes.includes(cls);
}

/** As {@link fieldNames}, of what entities of a class can have. */
export function fieldNamesOf(cls: EntityClass): readonly string[] {
  return fieldNames.filter((name) => {
    const field = fieldNamed(name);
    return field !== null && isOf(cls, field);
  });
}

/** Facts that a word before an operator asks for. */
export function factsNamed(word: string): readonly FactName[] {
  const field = fieldNamed(word);
  return field && 'facts' in field ? field.facts : [];
}

const factUnits: Readonly<Partial<Record<FactKind, Unit>>> = {
  count: Unit.count,
  bytes: Unit.bytes,
  ratio: Unit.ratio,
  time: Unit.seconds,
};

function factField(name: FactName): Field {
  const { kind } = FACTS[name];
  const facts = [name] as const;
  if (kind === 'flag') return { type: 'flag', name, facts };
  const unit = factUnits[kind];
  if (unit === undefined) {
    return { type: 'text', name, colon: kind === 'list' ? 'whole' : 'part', facts, ask: askFact(name) };
  }
  const read = (subject: Subject): number | null => {
    const value = subject.fact(name);
    if (typeof value !== 'number') return null;
    return kind === 'time' ? (subject.now - value) / 1000 : value;
  };
  return { type: 'number', name, unit, metrics: [], facts, read };
}

function askFact(name: FactName): TextField['ask'] {
  return (subject, test) => {
    const value = subject.fact(name);
    if (typeof value === 'string') return truth(test(value));
    return Array.isArray(value) ? truth(value.some(test)) : 0;
  };
}

/** Latencies of both directions are the longer one, all else is their sum; unknown only where all are. */
function metricField(name: string, metrics: readonly string[]): NumberField {
  const [first = ''] = metrics;
  const unit = lookup(first)?.metric.unit ?? Unit.count;
  const read = (subject: Subject): number | null => {
    let all: number | null = null;
    for (const metric of metrics) {
      const value = subject.metric(metric);
      if (value === null || Number.isNaN(value)) continue;
      if (all === null) all = value;
      else all = unit === Unit.seconds ? Math.max(all, value) : all + value;
    }
    return all;
  };
  return { type: 'number', name, unit, metrics, facts: [], read };
}

function text(name: string, colon: TextField['colon'], ask: TextField['ask']): TextField {
  return { type: 'text', name, colon, facts: [], ask };
}
