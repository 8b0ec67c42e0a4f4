import { fitting } from '../terminal/fitting.ts';
import type { Scene } from './render.ts';
import { rowWord } from '../../model/text/state-word.ts';
import { lightOfVm } from './state.ts';
import type { Table } from './table.ts';

/**
 * The first line: when, how many VMs in which state, how often. A narrow terminal has what is needed most of it: whether
 * it is a demo, how many VMs there are, and how many of them call for attention.
 */
export function summary({ reading, isDemo }: Pick<Scene, 'reading' | 'isDemo'>, width: number): string {
  const demo = isDemo ? ['DEMO'] : [];
  const longDemo = isDemo ? ['DEMO: no real VM is shown'] : [];
  if (!reading) {
    const waiting = 'waiting for the first answer';
    return fitting(width, [
      ['virtscope', ...longDemo, waiting],
      ['virtscope', ...demo, waiting],
      [...demo, waiting],
    ]);
  }
  const { time, step, ids } = reading.table;
  const at = time === null ? 'no values yet' : `${new Date(time * 1000).toISOString().slice(11, 19)} UTC`;
  const all = ids.length === 0 ? 'no VMs' : `${ids.length} VM${ids.length === 1 ? '' : 's'}`;
  const odd = [...ids.keys()].filter((row) => lightOfVm(reading.table, row) !== 'ok');
  const states = counted(all, reading.table, [...ids.keys()]);
  const oddStates = counted(all, reading.table, odd);
  return fitting(width, [
    ['virtscope', ...longDemo, at, states, `every ${step} s`],
    ['virtscope', ...longDemo, at, states],
    ['virtscope', ...demo, at, states],
    [...demo, at, states],
    [...demo, at, oddStates],
    [...demo, oddStates],
    [...demo, odd.length === 0 ? all : `${all}: ${odd.length} not ok`],
  ]);
}

/** `40 VMs: 37 running, 3 off`. */
function counted(all: string, table: Table, rows: readonly number[]): string {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const state = rowWord(table, row);
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  const parts = [...counts].toSorted(([, a], [, b]) => b - a).map(([state, count]) => `${count} ${state}`);
  return parts.length === 0 ? all : `${all}: ${parts.join(', ')}`;
}
