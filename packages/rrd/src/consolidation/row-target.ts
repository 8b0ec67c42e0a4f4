import type { Consolidation } from '../archive.ts';

/** Cells of one row, one a series; the arrays may be longer than there are series. */
export interface Row {
  readonly values: Float64Array;
  /** Why a cell is unknown; without meaning beside a known one. */
  readonly reasons: Uint8Array;
}

/** Where a level writes its rows by one consolidation function. */
export interface RowTarget {
  readonly cf: Consolidation;
  readonly xff: number;
  /** Rows that are kept: of more equal ones at once only so many are written. */
  readonly rows: number;
  /** Begins the next row and lends its cells, at least `width`, whose old content must be overwritten. */
  next(width: number): Row;
}
