import type { StepResult } from '../../api/wire/sources.ts';
import type { TestStep } from '../../model/connection.ts';
import { printable } from '../printable.ts';
import { wrap } from '../terminal/wrap.ts';
import type { Paint } from '../terminal/paint.ts';

/** Names of the steps for people. */
export const stepNames: Readonly<Record<TestStep, string>> = {
  name: 'name lookup',
  connection: 'connection',
  'host-key': 'host key',
  login: 'login',
  socket: 'socket',
  polkit: 'polkit',
  rights: 'read-only rights',
  poll: 'one poll',
};

/** Columns of an outcome and the blank behind it. */
const INDENT = 8;

/** How a step ended. A remedy is one line, however long: it has commands to copy. */
export function stepLines(
  { step, outcome, text, remedy }: StepResult,
  width: number,
  paint: Paint,
): string[] {
  const name = stepNames[step];
  const says = text === null ? name : `${name}: ${printable(text)}`;
  const [first = '', ...more] = wrap(says, width - INDENT);
  const colour = { ok: paint.bold, failed: paint.red, skipped: paint.dim }[outcome];
  return [
    colour(outcome.padEnd(INDENT)) + first,
    ...more.map((line) => ' '.repeat(INDENT) + line),
    ...(remedy === null ? [] : [`${' '.repeat(INDENT)}${printable(remedy)}`]),
  ];
}
