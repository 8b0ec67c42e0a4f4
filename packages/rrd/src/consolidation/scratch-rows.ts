import { checkArchive } from '../archive.ts';
import type { RowLength } from './consolidator.ts';
import { DefinitionError } from '../error.ts';
import { capacityFor } from '../capacity.ts';
import type { Row, RowTarget } from './row-target.ts';

/** Memory for the row that is being emitted. */
export interface ScratchRow extends RowTarget {
  row: Row;
}

/** A row for each function of a length; of more than `rows` equal ones at once only so many are emitted. */
export function scratchRows({ cfs, xff }: RowLength, rows: number): ScratchRow[] {
  return cfs.map((cf) => ({
    cf,
    xff,
    rows,
    row: { values: new Float64Array(), reasons: new Uint8Array() },
    next(width) {
      if (this.row.values.length < width) {
        const capacity = capacityFor(width);
        this.row = { values: new Float64Array(capacity), reasons: new Uint8Array(capacity) };
      }
      return this.row;
    },
  }));
}

/**
 * Steps in the rows of a length.
 *
 * @throws {DefinitionError} when there could be no such rows beside the `earlier` ones, which are by steps.
 */
export function sizeOf(
  { rowMs, cfs, xff }: RowLength,
  stepMs: number,
  earlier: ReadonlyMap<number, unknown>,
): number {
  const size = rowMs / stepMs;
  const fail = (state: string): never => {
    throw new DefinitionError('ARCHIVE_INVALID', `rows of ${rowMs} ms`, state);
  };
  for (const cf of cfs) checkArchive({ cf, pdpPerRow: size, rows: 1, xff });
  if (!Number.isInteger(size) || size < 2) fail(`they are not several steps of ${stepMs} ms`);
  if (size >= 2 ** 32) fail('they have more points than can be counted');
  if (cfs.length === 0) fail('there is no consolidation function');
  if (earlier.has(size)) fail('they are defined twice');
  return size;
}
