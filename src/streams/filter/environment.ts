import { Environment, type ASTNode, type RootContext } from '@marcbachmann/cel-js';
import { variableOf, type Fields } from './field.ts';
import type { Pattern } from './pattern.ts';

/** Parts of an expression, and how deep they may be in one another. */
const limits = { maxAstNodes: 256, maxDepth: 30, maxListElements: 50, maxMapEntries: 8, maxCallArguments: 3 };

/** CEL has no arithmetic of an int with a double: `latency / 2` would be an error. */
const mixed: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

/** CEL over such records, with `re()` for the patterns that the gate has compiled. */
export function makeEnvironment(fields: Fields, patterns: ReadonlyMap<string, Pattern>): Environment {
  const made = new Environment({ limits });
  for (const [name, { type }] of Object.entries(fields)) made.registerVariable(variableOf(name), type);
  for (const [operator, compute] of Object.entries(mixed)) {
    const handler = (a: number | bigint, b: number | bigint): number => compute(Number(a), Number(b));
    made.registerOperator(`double ${operator} int: double`, handler);
    made.registerOperator(`int ${operator} double: double`, handler);
  }
  // The library adds `int == double` and both `!=`.
  made.registerOperator('double == int', (a: number, b: bigint) => Number(b) === a);
  const found = {
    handler: (text: string, pattern: string): boolean => patterns.get(pattern)?.(text) ?? false,
    async: false,
  };
  made.registerFunction('re(string, string): bool', found);
  made.registerFunction('string.re(string): bool', found);
  made.registerFunction('known(ast): bool', knownMacro);
  return made;
}

/** `known(field)`: CEL's `has()` does not take a field of the record itself. */
function knownMacro({ args: [field] }: { readonly args: readonly [ASTNode] }): object {
  return {
    typeCheck: (checker: { getType(name: string): unknown }) => checker.getType('bool'),
    evaluate: (_: unknown, __: unknown, context: RootContext) =>
      field.op === 'id' && (context.getValue(field.args) ?? null) !== null,
    async: false,
  };
}
