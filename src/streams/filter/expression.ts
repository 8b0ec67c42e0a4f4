import type { ASTNode, ParseResult } from '@marcbachmann/cel-js';
import { makeEnvironment } from './environment.ts';
import { explain } from './explain.ts';
import type { Fields } from './field.ts';
import { childrenOf, Gate } from './gate.ts';
import { refusal } from './refusal.ts';

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

/** `+` of texts and lists makes long ones of short ones: one side must be a number. */
function refuseLongTexts(node: ASTNode, fields: Fields): void {
  if (node.op === '+' && !node.args.some(isNumber)) {
    throw refusal('only numbers can be added; make one with double()', node.range, fields);
  }
  for (const child of childrenOf(node)) refuseLongTexts(child, fields);
}

/** By what the type check has found out about it. */
function isNumber(node: ASTNode & { readonly checkedType?: { readonly name: string } }): boolean {
  return ['int', 'double', 'uint'].includes(node.checkedType?.name ?? '');
}
