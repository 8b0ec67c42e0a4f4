import type { Table } from '../../../../src/api/wire/table.ts';
import { conditionWord, stateWord } from '../light.ts';

/** What is wrong with the machine of a row, else its state. */
export function stateText({ conditions, states }: Table, row: number): string {
  const condition = conditions[row];
  return condition ? conditionWord(condition.kind) : stateWord(states[row] ?? 'unknown');
}
