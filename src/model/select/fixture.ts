import * as fc from 'fast-check';
import { factNames, type FactName } from '../facts.ts';
import { fieldNamed, fieldNames } from './fields.ts';
import type { Node } from './node.ts';
import { needsUnit, unitsOf } from './quantity.ts';
import { quoted } from './quoted.ts';
import { stateWords } from './state.ts';
import type { Subject } from './subject.ts';

/** A tree as a selector that is read as the same tree. */
export function print(node: Node): string {
  switch (node.type) {
    case 'and':
    case 'or':
      return `(${node.nodes.map(print).join(` ${node.type} `)})`;
    case 'not':
      return `-${print(node.node)}`;
    case 'word':
      return pattern(node.pattern);
    case 'is':
      return `is:${quoted(node.word)}`;
    case 'text':
      return `${node.field.name}${node.operator}${pattern(node.pattern)}`;
    case 'flag':
      return `${node.field.name}:${node.isSet ? 'yes' : 'no'}`;
    case 'number':
    default: {
      const { name, unit } = node.field;
      return `${name}${node.operator}${node.value}${suffix(unit, node.value)}`;
    }
  }
}

function suffix(unit: Parameters<typeof needsUnit>[0], value: number): string {
  if (unit === 'ratio' && value > 1) return '';
  return needsUnit(unit) ? (unitsOf(unit)[0] ?? '') : '';
}

function pattern(pieces: readonly string[]): string {
  return pieces.map((piece) => `"${piece.replaceAll(/["\\]/g, String.raw`\$&`)}"`).join('*');
}

const texts = ['web', 'db', 'Web 1', 'a"b', 'and', '%', 'MiB', '東京', 'prod', 'x*y', '10.0.0.1', '-', ''];
const textOf = fc.constantFrom(...texts);
const pieces = fc.array(textOf, { minLength: 1, maxLength: 3 }) as fc.Arbitrary<[string, ...string[]]>;

const leaf: fc.Arbitrary<Node> = fc.oneof(
  pieces.map((all): Node => ({ type: 'word', pattern: all })),
  fc.constantFrom(...stateWords).map((word): Node => ({ type: 'is', word })),
  fc
    .record({
      name: fc.constantFrom(...fieldNames, 'cpu.usage', 'memory.used', 'disk.vda.read.latency', 'cpu.count'),
      operator: fc.constantFrom('>', '>=', '<', '<=', '=', '!='),
      value: fc.oneof(fc.constantFrom(0, 0.5, 0.25, 1), fc.double({ min: 0, max: 1, noNaN: true })),
      all: pieces,
      isSet: fc.boolean(),
    })
    .map(({ name, operator, value, all, isSet }): Node => {
      const field = fieldNamed(name);
      if (field?.type === 'number') return { type: 'number', field, operator, value };
      if (field?.type === 'flag') return { type: 'flag', field, isSet };
      if (field?.type !== 'text') return { type: 'is', word: 'red' };
      const asked = operator === '!=' || operator === '=' ? operator : ':';
      return { type: 'text', field, operator: asked, pattern: all };
    }),
);

/** Any tree that a selector can have, a few levels deep. */
export const nodes: fc.Arbitrary<Node> = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.record({
      type: fc.constantFrom('and', 'or'),
      nodes: fc.array(tie('node'), { minLength: 2, maxLength: 3 }),
    }),
    tie('node').map((node): Node => ({ type: 'not', node })),
  ),
})).node;

const number = fc.oneof(fc.constant(null), fc.constantFrom(0, 0.25, 0.5, 1), fc.double({ min: 0, max: 1 }));
const value = fc.oneof(fc.constant(null), textOf, fc.array(textOf, { maxLength: 2 }), fc.boolean(), number);

/** One subject with values of every kind, also where a fact is of another kind. */
export const subjects: fc.Arbitrary<Subject> = fc
  .record({
    class: fc.constantFrom('VM', 'host', 'source'),
    id: textOf,
    name: textOf,
    state: fc.constantFrom('running', 'paused', 'shutoff', 'pmsuspended', 'crashed', 'up', 'down', 'odd'),
    condition: fc.option(fc.record({ kind: fc.constantFrom('stuck', 'busy', 'unreachable', 'failed') })),
    alarms: fc.constantFrom('red', 'amber', 'unknown', 'green', null),
    host: fc.option(textOf),
    hostName: fc.option(textOf),
    source: textOf,
    now: fc.constant(1000),
    metrics: fc.array(number, { minLength: 16, maxLength: 16 }),
    facts: fc.array(value, { minLength: factNames.length, maxLength: factNames.length }),
  })
  .map(({ metrics, facts, ...rest }) =>
    Object.assign(rest, {
      metric: (name: string) => metrics[name.length % metrics.length] ?? null,
      fact: (name: FactName) => facts[factNames.indexOf(name)] ?? null,
    }),
  );

/** A VM that runs, with what a test is about. */
export function subject(
  own: Partial<Omit<Subject, 'metric' | 'fact'>> & Pick<Partial<Given>, keyof Given> = {},
): Subject {
  const { metrics = {}, facts = {}, ...rest } = own;
  return {
    class: 'VM',
    id: '5f1c9a3e-0000-4000-8000-000000000001',
    name: 'web1',
    state: 'running',
    condition: null,
    alarms: null,
    host: null,
    hostName: null,
    source: 'local',
    now: 1_800_000_000_000,
    metric: (name) => metrics[name] ?? null,
    fact: (name) => facts[name] ?? null,
    ...rest,
  };
}

interface Given {
  readonly metrics: Readonly<Record<string, number>>;
  readonly facts: Readonly<Partial<Record<string, ReturnType<Subject['fact']>>>>;
}
