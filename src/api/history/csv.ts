import { lineEnd, numberCell, textCell, timeCell } from '../../lib/csv.ts';
import type { Entity } from '../../model/entity.ts';
import { Consolidation, type History, type HistoryColumn } from '../../store/mod.ts';
import type { Pieces } from '../pieces.ts';

/** Text of a line that is handed on at once: a line of a fleet is long. */
const pieceLength = 8192;

/** A line for each row, with the time at which it ends, and a column for each series. */
export function* csvPieces({ start, stepMs, rows, columns }: History): Pieces {
  const titleOf = titles(columns);
  yield* line('time', columns.values().map((column) => textCell(titleOf(column)))); // prettier-ignore
  for (let row = 0; row < rows; row++) {
    const cells = columns.values().map(({ values }) => numberCell(values[row] as number));
    yield* line(timeCell(start + (row + 1) * stepMs), cells);
  }
}

function* line(first: string, cells: Iterable<string>): Pieces {
  let text = first;
  for (const cell of cells) {
    text += `,${cell}`;
    if (text.length < pieceLength) continue;
    yield text;
    text = '';
  }
  yield text + lineEnd;
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
