import type { Consolidation } from '../archive.ts';
import { inTurns } from '../steps.ts';
import type { ArchiveRows } from './archive-rows.ts';
import { unknownCells, type Cells } from './cells.ts';
import { readRows, type ReadFrom } from './read/read-rows.ts';

/** Rows of the source that are read at once. */
const BATCH = 120;
/** A layout of its own, which is that of no table. */
const VERSION = -1;

/** The archive to make rows of a length from: the one that goes back furthest, and of those the finest. */
export function sourceFor(rowMs: number, archives: Iterable<ArchiveRows>): ArchiveRows | null {
  const oldestMs = (archive: ArchiveRows): number => archive.firstRow! * archive.rowMs - archive.rowMs;
  const fit = [...archives].filter(
    (each) => each.firstRow !== null && each.rowMs < rowMs && rowMs % each.rowMs === 0,
  );
  return fit.sort((a, b) => oldestMs(a) - oldestMs(b) || a.rowMs - b.rowMs)[0] ?? null;
}

/** Makes the complete rows up to `lastMs` of an archive that is new of those of a finer one. */
export async function backfill(
  target: ArchiveRows,
  source: ArchiveRows,
  { ids, xff, lastMs }: { ids: Uint32Array; xff: number; lastMs: number },
  from: ReadFrom,
): Promise<void> {
  const steps = target.rowMs / source.rowMs;
  const last = Math.floor(lastMs / target.rowMs);
  const oldest = Math.ceil((source.firstRow! * source.rowMs) / target.rowMs);
  const first = Math.max(oldest, last - target.rows + 1, (target.lastRow ?? 0) + 1);
  const batch = Math.max(1, Math.floor(BATCH / steps));
  const width = ids.length;
  const values = target.cfs.map(() => new Float64Array(width));
  const reasons = new Uint8Array(width);
  for (let begin = first; begin <= last; begin += batch) {
    const rows = Math.min(batch, last - begin + 1);
    const read = async (cf: Consolidation): Promise<Cells> => {
      const cells = unknownCells(width, (begin - 1) * steps + 1, rows * steps, true);
      await readRows(source, source.cfs.includes(cf) ? cf : 'AVERAGE', ids, cells, from);
      return cells;
    };
    const cells = await Promise.all(target.cfs.map(read));
    for (let row = 0; row < rows; row += 1) {
      for (const [i, cf] of target.cfs.entries()) {
        for (let series = 0; series < width; series += 1) {
          const at = (series * rows + row) * steps;
          values[i]![series] = consolidated(cells[i]!.values.subarray(at, at + steps), cf, xff);
          if (i === 0) reasons[series] = newestReason(cells[0]!.reasons!.subarray(at, at + steps));
        }
      }
      const next = { row: begin + row, values, reasons, ids, width, gapReason: 0 };
      const { written } = await inTurns(target.append(next, VERSION));
      await written;
    }
  }
}

function consolidated(cells: Float64Array, cf: Consolidation, xff: number): number {
  let [sum, least, greatest, unknown] = [0, Infinity, -Infinity, 0];
  for (const cell of cells) {
    if (Number.isNaN(cell)) {
      unknown += 1;
      continue;
    }
    sum += cell;
    if (cell < least) least = cell;
    if (cell > greatest) greatest = cell;
  }
  if (unknown > Math.min(cells.length * xff, cells.length - 1)) return NaN;
  if (cf === 'LAST') return cells.at(-1)!;
  if (cf === 'MIN') return least;
  return cf === 'MAX' ? greatest : sum / (cells.length - unknown);
}

function newestReason(reasons: Uint8Array): number {
  return reasons.findLast((reason) => reason !== 0) ?? 0;
}
