import type { EntityClass } from '../classes.ts';
import { nearest } from './nearest.ts';
import type { Unit } from '../unit.ts';
import { lookup } from '../vocabulary.ts';
import { SelectorError, shown, type Span } from './error.ts';
import { fieldNamed, fieldNames, fieldNamesOf, isOf, type NumberField } from './fields.ts';
import type { Node } from './node.ts';
import { isUnit, needsUnit, quantity, unitsOf } from './quantity.ts';
import { stateWords } from './state.ts';
import { tokens, type Operator, type Token } from './tokens.ts';

const maxLength = 1024;
const maxDepth = 32;
const maxTerms = 64;

const flags: Readonly<Record<string, boolean>> = {
  yes: true,
  no: false,
  true: true,
  false: false,
  on: true,
  off: false,
};

/**
 * The tree of a selector; null where it asks for nothing.
 *
 * @param cls what is selected of; null where it may be of any class.
 * @throws {SelectorError}
 */
export function parse(text: string, cls: EntityClass | null): Node | null {
  const whole = { at: 0, length: text.length };
  if (text.length > maxLength) {
    throw new SelectorError(`it has ${text.length} characters, at most ${maxLength}`, whole);
  }
  const all = tokens(text);
  const terms = all.filter(({ kind }) => kind === 'term').length;
  if (terms > maxTerms) throw new SelectorError(`it has ${terms} terms, at most ${maxTerms}`, whole);
  return all.length === 0 ? null : new Parser(all, text.length, cls).whole();
}

/** `or` binds less than `and`, which may be left out, and that less than `not`. */
class Parser {
  readonly #tokens: readonly Token[];
  readonly #end: Span;
  readonly #class: EntityClass | null;
  #next = 0;

  constructor(all: readonly Token[], length: number, cls: EntityClass | null) {
    this.#tokens = all;
    this.#class = cls;
    this.#end = { at: length, length: 0 };
  }

  whole(): Node {
    const node = this.#or(0);
    const rest = this.#peek();
    if (rest) throw new SelectorError('a bracket closes that none opened', rest);
    return node;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  #take(kind: Token['kind']): boolean {
    if (this.#peek()?.kind !== kind) return false;
    this.#next++;
    return true;
  }

  #or(depth: number): Node {
    const nodes = [this.#and(depth)];
    while (this.#take('or')) nodes.push(this.#and(depth));
    return joined('or', nodes);
  }

  #and(depth: number): Node {
    const nodes = [this.#not(depth)];
    for (;;) {
      const isWritten = this.#take('and');
      const kind = this.#peek()?.kind;
      if (!isWritten && (kind === undefined || kind === 'or' || kind === ')')) return joined('and', nodes);
      nodes.push(this.#not(depth));
    }
  }

  #not(depth: number): Node {
    const token = this.#peek();
    if (!token) throw new SelectorError('a term is missing at its end', this.#end);
    if (depth > maxDepth) throw new SelectorError(`it is nested more than ${maxDepth} deep`, token);
    if (this.#take('not')) return { type: 'not', node: this.#not(depth + 1) };
    if (this.#take('(')) {
      const node = this.#or(depth + 1);
      if (!this.#take(')')) throw new SelectorError('a bracket is not closed', token);
      return node;
    }
    if (!this.#take('term')) throw new SelectorError(`a term is missing before ${token.kind}`, token);
    return this.#term(token);
  }

  #term({ key, operator, pattern, value, ...token }: Token): Node {
    if (operator === '') return { type: 'word', pattern };
    const span = { at: token.at, length: key.length };
    const field = fieldNamed(key);
    if (!field) throw unknown(`nothing is called ${shown(key)}`, span, key, fieldNames, 'and metrics');
    const cls = this.#class;
    if (cls !== null && !isOf(cls, field)) {
      throw unknown(`no ${cls} has ${shown(key)}`, span, key, fieldNamesOf(cls), 'and metrics');
    }
    if (field.type === 'number') {
      return this.#number(field, operator === ':' ? '=' : operator, pattern.join('*'), value);
    }
    if (operator !== ':' && operator !== '=' && operator !== '!=') {
      throw new SelectorError(`${field.name} is no number, write ${field.name}:`, span);
    }
    if (field.type === 'text') return { type: 'text', field, operator, pattern };
    const word = pattern.join('*').toLowerCase();
    const isState = field.type === 'is';
    if (isState ? !stateWords.includes(word) : !Object.hasOwn(flags, word)) {
      const known = isState ? stateWords : Object.keys(flags);
      throw unknown(`${field.name} knows no ${shown(word)}`, value, word, known);
    }
    const node: Node = isState
      ? { type: 'is', word }
      : { type: 'flag', field, isSet: flags[word] === (operator !== '!=') };
    return isState && operator === '!=' ? { type: 'not', node } : node;
  }

  #number(field: NumberField, operator: Operator, text: string, span: Span): Node {
    const { name, unit } = field;
    // People write `4 GiB` and `80 %` too.
    const apart = /^[\d.]+$/.test(text) ? this.#unit(unit) : '';
    const found = quantity(text + apart, unit);
    if ('value' in found) return { type: 'number', field, operator, value: found.value };
    if (found.wrong === 'number') throw new SelectorError(`${shown(text)} is no number of ${name}`, span);
    if (found.wrong === 'size') {
      throw new SelectorError(`${text} is ${Number(text) * 100} % of ${name}, write ${text}%`, span, ['%']);
    }
    const units = unitsOf(unit);
    const meant = lookup(`${name}.usage`) && found.suffix === '%' ? `, did you mean ${name}.usage` : '';
    const state = found.suffix === '' ? 'needs a unit' : 'has no unit of it';
    throw new SelectorError(`${shown(text)} for ${name} ${state}${meant}: ${list(units)}`, span, units);
  }

  /** The unit that stands alone after a number; none where it could be meant as a name. */
  #unit(unit: Unit): string {
    const next = this.#peek();
    const text = next?.kind === 'term' && next.operator === '' ? next.pattern.join('*') : '';
    const isPlain = text.length === next?.length;
    if (!isPlain || !isUnit(text, unit) || !(text === '%' || needsUnit(unit))) return '';
    this.#next++;
    return text;
  }
}

function joined(type: 'and' | 'or', nodes: readonly Node[]): Node {
  const [first] = nodes;
  return first && nodes.length === 1 ? first : { type, nodes };
}

function unknown(
  state: string,
  span: Span,
  word: string,
  known: readonly string[],
  more?: string,
): SelectorError {
  const meant = word.length > 60 ? null : nearest(word, known);
  const first = meant === null ? [] : [meant];
  const question = meant === null ? '' : `, did you mean ${meant}`;
  const rest = more === undefined ? '' : `, ${more}`;
  return new SelectorError(`${state}${question}: ${list(known)}${rest}`, span, [
    ...first,
    ...known.filter((name) => name !== meant),
  ]);
}

function list(words: readonly string[]): string {
  return words.join(', ');
}
