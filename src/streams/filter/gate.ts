import type { ASTNode } from '@marcbachmann/cel-js';
import { shown } from '../../model/select/error.ts';
import { nearest } from '../../model/select/nearest.ts';
import { isFieldName, variableOf, type Fields } from './field.ts';
import { compilePattern, type Pattern } from './pattern.ts';
import { refusal } from './refusal.ts';

/** Functions and methods whose time grows with the text alone. */
const functions = ['known', 'has', 're', 'size', 'int', 'double', 'string', 'bool'];
const methods =
  'contains startsWith endsWith re size indexOf lastIndexOf substring lowerAscii upperAscii trim'.split(' ');
/** Methods that look for their argument: both may be long where it is no literal. */
const searches = new Set(['contains', 'indexOf', 'lastIndexOf']);
/** Calls of `re()`: each may take 25 ms. */
const MAX_PATTERNS = 4;
const MAX_INT = 2n ** 63n - 1n;

/**
 * Refuses what of CEL is not for filters, and compiles the patterns of `re()`.
 *
 * Macros over lists have no limit of steps, `matches()` is JavaScript's RegExp, and `+`, `split` and `join` of texts
 * make long ones of short ones: only what is named here is let through.
 */
export class Gate {
  readonly patterns = new Map<string, Pattern>();
  readonly #fields: Fields;
  #calls = 0;

  constructor(fields: Fields) {
    this.#fields = fields;
  }

  /** Looks at an expression and all its parts, and gives fields the names that they have for CEL. */
  admit(expression: ASTNode): void {
    for (const node of partsOf(expression)) this.#look(node);
  }

  #look(node: ASTNode): void {
    if (node.op === 'id') this.#field(node.args, node);
    if (node.op === 'value' && typeof node.args === 'bigint' && node.args > MAX_INT) {
      throw this.#refused(`a number is at most ${MAX_INT}`, node);
    }
    if (node.op === '.' || node.op === '[]') {
      const key = typeof node.args[1] === 'string' ? node.args[1] : literalOf(node.args[1]);
      if (key !== null && !isFieldName(key)) throw this.#refused(`nothing is called ${shown(key)}`, node);
    }
    if (node.op === 'call') this.#call(node, node.args[0], functions, node.args[1].slice(1));
    if (node.op === 'rcall') this.#call(node, node.args[0], methods, node.args[2]);
  }

  #field(name: string, node: ASTNode): void {
    if (Object.hasOwn(this.#fields, name)) {
      Object.assign(node, { args: variableOf(name) });
      return;
    }
    const meant = nearest(name, Object.keys(this.#fields));
    throw this.#refused(`no field is called ${shown(name)}${meant ? `; "${meant}"?` : ''}`, node);
  }

  #call(node: ASTNode, name: string, known: readonly string[], given: readonly ASTNode[]): void {
    if (name === 'matches') throw this.#refused("matches() is not available: use re('pattern')", node);
    if (!known.includes(name)) {
      throw this.#refused(`${name}() is not available; there are ${known.join('(), ')}()`, node);
    }
    const [first] = given;
    if (searches.has(name) && first && literalOf(first) === null) {
      throw this.#refused(`${name}() looks for a literal text`, first);
    }
    if (name === 're' && first) this.#pattern(first);
    if (name === 'known' && node.op === 'call' && node.args[1][0]?.op !== 'id') {
      throw this.#refused('known() takes a field', node);
    }
  }

  #pattern(node: ASTNode): void {
    const source = literalOf(node);
    if (source === null) throw this.#refused('a pattern is a literal text', node);
    if (++this.#calls > MAX_PATTERNS) throw this.#refused(`re() can be asked ${MAX_PATTERNS} times`, node);
    const pattern = this.patterns.get(source) ?? compilePattern(source);
    if (typeof pattern === 'string') throw this.#refused(pattern, node);
    this.patterns.set(source, pattern);
  }

  #refused(state: string, node: ASTNode): Error {
    return refusal(state, node.range, this.#fields);
  }
}

/** An expression and all that it has in it. */
export function* partsOf(node: ASTNode): Generator<ASTNode, void> {
  yield node;
  for (const child of childrenOf(node)) yield* partsOf(child);
}

/** One level down. */
function childrenOf(node: ASTNode): readonly ASTNode[] {
  const { op } = node;
  if (op === 'value' || op === 'id') return [];
  if (op === '.' || op === '.?') return [node.args[0]];
  if (op === '!_' || op === '-_') return [node.args];
  if (op === 'call') return node.args[1];
  if (op === 'rcall') return [node.args[1], ...node.args[2]];
  return op === 'map' ? node.args.flat() : node.args;
}

function literalOf(node: ASTNode): string | null {
  return node.op === 'value' && typeof node.args === 'string' ? node.args : null;
}
