import { EvaluationError, ParseError, TypeError as CelTypeError } from '@marcbachmann/cel-js';
import type { InputError } from '../../model/error.ts';
import type { Fields } from './field.ts';
import { refusal } from './refusal.ts';

/** What people write who know other languages. */
const instead: Readonly<Record<string, string>> = {
  '=': '==',
  ':': '==',
  '&': '&&',
  '|': '||',
  and: '&&',
  or: '||',
  not: '!',
};

/** What the limits of the library count. */
const limited: Readonly<Record<string, string>> = {
  maxAstNodes: 'parts',
  maxDepth: 'brackets or steps in one another',
  maxListElements: 'elements in a list',
  maxMapEntries: 'entries in a map',
  maxCallArguments: 'arguments of a function',
};

type Complaint = Pick<ParseError, 'code' | 'summary'>;

/** An error of the library as people read it; what is none of its errors is a bug and is thrown on. */
export function explain(error: unknown, text: string, fields: Fields): InputError {
  const whole = { start: 0, end: text.length };
  // Thousands of "!" are read by as many calls in one another.
  if (error instanceof RangeError) return refusal('it is too deep', whole, fields);
  if (!(error instanceof ParseError || error instanceof CelTypeError || error instanceof EvaluationError)) {
    throw error;
  }
  const range = error.range ?? whole;
  return refusal(stateOf(error, text, range.start), range, fields);
}

function stateOf({ code, summary }: Complaint, text: string, at: number): string {
  if (code === 'limit_exceeded') {
    const [, limit = '', most] = /(\w+) \((\d+)\)/.exec(summary) ?? [];
    return `it has more than ${most} ${limited[limit] ?? limit}`;
  }
  if (/^unexpected|^expected/.test(code)) {
    if (text.trim() === '') return 'it is empty';
    if (at >= text.length) return 'it ends too early';
    const [wrong = ''] = /^(?:\w+|.)/u.exec(text.slice(at)) ?? [];
    const right = Object.hasOwn(instead, wrong) ? instead[wrong] : undefined;
    return right ? `"${wrong}" is written ${right}` : `"${wrong}" cannot stand there`;
  }
  return summary.charAt(0).toLowerCase() + summary.slice(1);
}
