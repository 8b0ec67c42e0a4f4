import type { Consolidation } from '../../archive.ts';
import type { ArchiveRows } from '../archive-rows.ts';
import { unknownCells, type Cells } from '../cells.ts';
import type { RecentRows } from '../recent-rows.ts';
import { readRows, type ReadFrom } from './read-rows.ts';
import type { Series } from '../series/series-table.ts';

/** What to read. */
export interface SeriesQuery {
  readonly archive: ArchiveRows;
  readonly recent: RecentRows | null;
  readonly cf: Consolidation;
  /** Null where there is no such series. */
  readonly series: readonly (Series | null)[];
}

/** Reads the newest rows from memory where they are there, all others from the files. */
export async function readSeries(query: SeriesQuery, cells: Cells, from: ReadFrom): Promise<void> {
  const { archive, recent, cf, series } = query;
  const ids = Uint32Array.from(series, (each) => each?.id ?? 0);
  const last = cells.firstRow + cells.rows - 1;
  const begin = Math.max(cells.firstRow, recent?.firstRow ?? Infinity);
  if (!recent || cf !== archive.cfs[0] || begin > last) return readRows(archive, cf, ids, cells, from);
  const held = Int32Array.from(series, (each) => {
    const column = each?.column ?? -1;
    return column >= 0 && recent.covers(column, begin) ? column : -1;
  });
  recent.read(held, begin, cells);
  const others = ids.map((id, i) => (held[i]! < 0 ? id : 0));
  if (others.some((id) => id !== 0)) await readRows(archive, cf, others, cells, from);
  if (begin > cells.firstRow) {
    const own = ids.map((id, i) => (held[i]! < 0 ? 0 : id));
    const older = unknownCells(ids.length, cells.firstRow, begin - cells.firstRow, cells.reasons !== null);
    await readRows(archive, cf, own, older, from);
    for (let i = 0; i < ids.length; i += 1) {
      if (held[i]! >= 0) copy(older, cells, i);
    }
  }
}

/** Copies the rows of one series, which begin with the same. */
function copy(from: Cells, to: Cells, series: number): void {
  const [begin, end] = [series * from.rows, (series + 1) * from.rows];
  to.values.set(from.values.subarray(begin, end), series * to.rows);
  to.reasons?.set(from.reasons!.subarray(begin, end), series * to.rows);
}
