import { SelectorError, type Span } from './error.ts';

const OPERATORS = ['>=', '<=', '!=', '>', '<', '='] as const;
export type Operator = (typeof OPERATORS)[number];

/** A text to look for, split at each `*` that stands outside of quotes. */
export type Pattern = readonly [string, ...string[]];

/** A part of a selector: a bracket, a word of logic, or a term. */
export interface Token extends Span {
  readonly kind: '(' | ')' | 'and' | 'or' | 'not' | 'term';
  /** What stands before the operator; empty of a plain word. */
  readonly key: string;
  readonly operator: Operator | ':' | '';
  readonly pattern: Pattern;
  /** Where the value is, with its quotes. */
  readonly value: Span;
}

const isBlank = (char: string): boolean => /\s/.test(char);
const operatorAt = (text: string, i: number): Operator | undefined =>
  OPERATORS.find((operator) => text.startsWith(operator, i));

/** Splits a selector; each character is looked at a bounded number of times. @throws {SelectorError} */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let i = 0;
  const skipBlanks = (from: number): number => {
    let next = from;
    while (next < text.length && isBlank(text.charAt(next))) next++;
    return next;
  };
  while ((i = skipBlanks(i)) < text.length) {
    const char = text.charAt(i);
    if (char === '(' || char === ')') found.push(mark(char, i++, 1));
    else if (char === '-') found.push(mark('not', i++, 1));
    else {
      const token = term(text, i, skipBlanks);
      found.push(token);
      i = token.at + token.length;
    }
  }
  return found;
}

function mark(kind: Token['kind'], at: number, length: number): Token {
  return { kind, at, length, key: '', operator: '', pattern: [''], value: { at, length } };
}

function term(text: string, at: number, skipBlanks: (from: number) => number): Token {
  let end = at;
  while (end < text.length && !/[\s()":<>=]/.test(text.charAt(end)) && !text.startsWith('!=', end)) end++;
  const word = text.slice(at, end);
  const isColon = text.charAt(end) === ':' && end > at;
  const afterBlanks = skipBlanks(end);
  const operator = isColon ? ':' : operatorAt(text, afterBlanks);
  if (operator === undefined) {
    const { pattern, length } = value(text, at);
    const logic = word.length === length ? word.toLowerCase() : '';
    if (logic === 'and' || logic === 'or' || logic === 'not') return mark(logic, at, length);
    return { kind: 'term', key: '', operator: '', pattern, at, length, value: { at, length } };
  }
  if (word === '') {
    throw new SelectorError(`nothing stands before ${operator}`, { at, length: operator.length });
  }
  const start = isColon ? end + 1 : skipBlanks(afterBlanks + operator.length);
  const { pattern, length } = value(text, start);
  const whole = { at, length: start + length - at };
  if (length === 0) throw new SelectorError(`nothing stands after ${word}${operator}`, whole);
  return { kind: 'term', key: word, operator, pattern, ...whole, value: { at: start, length } };
}

/** Reads up to a blank or a bracket; inside of quotes all characters are themselves, `\` before `"` and `\`. */
function value(text: string, at: number): { pattern: Pattern; length: number } {
  const pattern: [string, ...string[]] = [''];
  const add = (char: string): void => void (pattern[pattern.length - 1] += char);
  let quote = -1;
  let i = at;
  for (; i < text.length; i++) {
    const char = text.charAt(i);
    if (quote >= 0) {
      if (char === '"') quote = -1;
      else add(char === '\\' && /["\\]/.test(text.charAt(i + 1)) ? text.charAt(++i) : char);
    } else if (isBlank(char) || char === '(' || char === ')') break;
    else if (char === '"') quote = i;
    else if (char === '*') pattern.push('');
    else add(char);
  }
  if (quote >= 0) throw new SelectorError('a quote has no end', { at: quote, length: text.length - quote });
  return { pattern, length: i - at };
}
