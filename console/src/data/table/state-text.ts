import type { Table } from '../../../../src/api/wire/table.ts';
import { stateWord } from '../light.ts';

/** What is wrong with the machine of a row, else its state. */
export function stateText({ conditions, states }: Table, row: number): string {
  return conditions[row]?.kind ?? stateWord(states[row] ?? 'unknown');
}
