import { lineEnd, numberCells, textCell, timeCell } from '../../lib/text/csv.ts';
import type { Entity } from '../../model/entity.ts';
import { Consolidation, type History, type HistoryColumn } from '../../store/mod.ts';
import type { JsonChunks } from '../http/json-chunks.ts';

/** Cells of a line that are handed on at once: a line of a fleet is long. */
const slice = 1024;

/** A line for each row, with the time at which it ends, and a column for each series. */
export function* csvChunks({ start, stepMs, rows, columns }: History): JsonChunks {
  const titleOf = titles(columns);
  yield 'time';
  for (const column of columns) yield `,${textCell(titleOf(column))}`;
  yield lineEnd;
  for (let row = 0; row < rows; row++) {
    yield timeCell(start + (row + 1) * stepMs);
    for (let from = 0; from < columns.length; from += slice) {
      const cells: number[] = [];
      const to = Math.min(from + slice, columns.length);
      for (let i = from; i < to; i++) cells.push((columns[i] as HistoryColumn).values[row] as number);
      yield `,${numberCells(cells)}`;
    }
    yield lineEnd;
  }
}

/** `db1 cpu.usage`, `db1 cpu.usage MAX`; with the id where several are called the same. */
function titles(columns: readonly HistoryColumn[]): (column: HistoryColumn) => string {
  const idsOf = new Map<string, Set<string>>();
  for (const { entity } of columns) {
    idsOf.set(entity.name, (idsOf.get(entity.name) ?? new Set()).add(entity.id));
  }
  const called = ({ id, name }: Entity): string => (idsOf.get(name)?.size === 1 ? name : `${name} (${id})`);
  return ({ entity, metric, cf }) =>
    `${called(entity)} ${metric}${cf === Consolidation.average ? '' : ` ${cf}`}`;
}
