import { lightOfRow, type Light } from '../../model/light.ts';
import { pauseText } from '../../model/text/pause.ts';
import type { Table } from './table.ts';

/** Why a VM is not as it should be, or stands still; empty of all others. */
export function whyOf({ conditions, states, stateReasons }: Table, row: number): string {
  const condition = conditions[row];
  if (condition) return condition.reason;
  return states[row] === 'paused' ? pauseText(stateReasons[row] ?? null) : '';
}

/** The light of a VM; `ok` also where it is off, which is normal. */
export function lightOfVm(table: Table, row: number): Light {
  const light = lightOfRow('VM', table, row);
  return light === 'off' ? 'ok' : light;
}
