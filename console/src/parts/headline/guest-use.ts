import type { Table } from '../../../../src/api/wire/table.ts';
import { isInactive } from '../../../../src/model/classes.ts';

/** Processors that machines use together. */
interface Use {
  readonly cores: number;
  /** Some are not known. */
  readonly atLeast: boolean;
}

/** What the machines of a host use of its processors; null without machines, or where nothing is known of them. */
export function useOf(table: Table | null, host: string): Use | null {
  const column = table?.columns['cpu.cores'];
  if (!table || !column) return null;
  let [cores, known, unknown] = [0, 0, 0];
  for (const [row, state] of table.states.entries()) {
    if (table.hosts[row] !== host || isInactive('VM', state)) continue;
    const value = column[row] ?? null;
    if (value === null) unknown++;
    else known++;
    cores += value ?? 0;
  }
  return known > 0 ? { cores, atLeast: unknown > 0 } : null;
}
