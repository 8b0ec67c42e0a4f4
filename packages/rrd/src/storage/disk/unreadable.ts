import { ChunkError, FormatError } from '../../error.ts';
import type { Cells } from '../cells.ts';

/** Whether an error is one of the system, such as EIO. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).errno === 'number';
}

/** Throws an error on that is a bug: neither one of the system nor of what is in a file. */
export function throwBug(error: unknown): void {
  if (!isSystemError(error) && !(error instanceof FormatError) && !(error instanceof ChunkError)) throw error;
}

/** Gives the unknown cells of some series in the rows from `from` to `to` that have no reason that one. */
export function markUnreadable(
  { firstRow, rows, values, reasons }: Cells,
  series: Iterable<number>,
  from: number,
  to: number,
  reason: number,
): void {
  if (!reasons) return;
  const [first, last] = [Math.max(from - firstRow, 0), Math.min(to - firstRow, rows - 1)];
  for (const each of series) {
    for (let at = each * rows + first; at <= each * rows + last; at += 1) {
      if (Number.isNaN(values[at]) && reasons[at] === 0) reasons[at] = reason;
    }
  }
}
