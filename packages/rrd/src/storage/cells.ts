/** Rows of several series: those of the first, then those of the second, and so on. */
export interface Cells {
  readonly firstRow: number;
  readonly rows: number;
  /** NaN until a row is found. */
  readonly values: Float64Array;
  /** Why, where asked for. */
  readonly reasons: Uint8Array | null;
}

/** Cells of which nothing is known yet. */
export function unknownCells(series: number, firstRow: number, rows: number, reasons: boolean): Cells {
  return {
    firstRow,
    rows,
    values: new Float64Array(series * rows).fill(NaN),
    reasons: reasons ? new Uint8Array(series * rows) : null,
  };
}
