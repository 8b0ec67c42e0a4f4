import type { EntityClass } from '../classes.ts';
import type { FactName } from '../facts.ts';
import { compile } from './compile.ts';
import type { Node } from './node.ts';
import { parse } from './parse.ts';
import type { Subject } from './subject.ts';

export { SelectorError } from './error.ts';
export { factsNamed } from './fields.ts';
export { quoted } from './quoted.ts';
export type { Subject } from './subject.ts';

/** Which entities are asked for. */
export interface Selector {
  /** As it was written. */
  readonly text: string;
  /** Metrics that it compares. */
  readonly metrics: readonly string[];
  readonly facts: readonly FactName[];
  /** Whether it is certain that the subject is asked for: what is unknown is not. */
  matches(subject: Subject): boolean;
}

/**
 * Reads a selector as docs/reference/selectors.md has them; without a term it selects all. 10,000 rows of
 * `cpu>80% and not host:x or tag:y` take 2 to 3 ms (`node src/model/select/select.bench.ts`).
 *
 * @param cls what is selected of: what entities of it never have is an error; null where it may be of any class.
 * @throws {SelectorError}
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { parseSelector } from './mod.ts';
 * const { metrics, facts } = parseSelector('is:running cpu>80% -tag:test');
 * assert.deepEqual([metrics, facts], [['cpu.usage'], ['tags']]);
 */
export function parseSelector(text: string, cls: EntityClass | null = null): Selector {
  const node = parse(text, cls);
  const fields = node ? [...fieldsOf(node)] : [];
  const test = node && compile(node);
  return {
    text,
    metrics: [...new Set(fields.flatMap((field) => (field.type === 'number' ? field.metrics : [])))],
    facts: [...new Set(fields.flatMap((field) => field.facts))],
    matches: (subject) => test === null || test(subject) === 1,
  };
}

function* fieldsOf(node: Node): Iterable<Extract<Node, { field: unknown }>['field']> {
  if (node.type === 'not') yield* fieldsOf(node.node);
  else if ('nodes' in node) for (const child of node.nodes) yield* fieldsOf(child);
  else if ('field' in node) yield node.field;
}
