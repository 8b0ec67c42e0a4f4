import { lightOf, type Light } from '../../model/light.ts';
import { pauseText } from '../../model/text/pause.ts';
import { conditionWord, stateWord } from '../../model/text/state-word.ts';
import type { Table } from './table.ts';

/** What is wrong with a VM, else its state, in the words of the console. */
export function stateOf({ conditions, states }: Table, row: number): string {
  const condition = conditions[row];
  return condition ? conditionWord(condition.kind) : stateWord(states[row] ?? 'unknown');
}

/** Why a VM is not as it should be, or stands still; empty of all others. */
export function whyOf({ conditions, states, stateReasons }: Table, row: number): string {
  const condition = conditions[row];
  if (condition) return condition.reason;
  return states[row] === 'paused' ? pauseText(stateReasons[row] ?? null) : '';
}

/** The light of a VM; `ok` also where it is off, which is normal. */
export function lightOfRow({ states, conditions }: Table, row: number): Light {
  const light = lightOf('VM', states[row] ?? 'unknown', conditions[row] ?? null);
  return light === 'off' ? 'ok' : light;
}
