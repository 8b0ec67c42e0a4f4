import type { ASTNode, ParseResult } from '@marcbachmann/cel-js';
import { makeEnvironment } from './environment.ts';
import { explain } from './explain.ts';
import type { Fields } from './field.ts';
import { Gate, partsOf } from './gate.ts';
import { refusal } from './refusal.ts';

const numbers = new Set(['int', 'double', 'uint']);
/** Sums of what may be texts. */
const MAX_UNKNOWN_SUMS = 4;

/** Reads an expression in CEL that is true or false and costs little: gate.ts, environment.ts and here are the reasons it is refused for. */
export function compileExpression(text: string, fields: Fields): ParseResult {
  const gate = new Gate(fields);
  const expression = parse(text, fields, gate);
  gate.admit(expression.ast);
  const { valid, type, error } = expression.check();
  if (!valid) throw explain(error, text, fields);
  if (type !== 'bool') throw refusal(notBool(type), { start: 0, end: text.length }, fields);
  refuseLongTexts(expression.ast, fields);
  return expression;
}

function parse(text: string, fields: Fields, { patterns }: Gate): ParseResult {
  try {
    return makeEnvironment(fields, patterns).parse(text);
  } catch (error) {
    throw explain(error, text, fields);
  }
}

function notBool(type = 'dyn'): string {
  if (type === 'dyn') return 'it may be anything: compare it, with == true if it is true or false';
  return `it is a ${type}, not true or false; to find a text write it in quotes`;
}

/** `+` of texts and lists makes long ones of short ones: it is for numbers, and of members of maps, which may be any, a few times. */
function refuseLongTexts(expression: ASTNode, fields: Fields): void {
  let ofUnknown = 0;
  for (const node of partsOf(expression)) {
    if (node.op !== '+') continue;
    const types = node.args.map(typeOf);
    if (types.some((type) => numbers.has(type))) continue;
    if (types.some((type) => type !== 'dyn')) throw refusal('only numbers can be added', node.range, fields);
    if (++ofUnknown > MAX_UNKNOWN_SUMS) {
      throw refusal(`members of maps can be added ${MAX_UNKNOWN_SUMS} times`, node.range, fields);
    }
  }
}

/** What the type check has found out about a part. */
function typeOf({ checkedType }: ASTNode & { readonly checkedType?: { readonly name: string } }): string {
  return checkedType?.name ?? '';
}
