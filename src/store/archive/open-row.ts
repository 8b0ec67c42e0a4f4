import { Reason } from '../../model/reason.ts';

/** A row that is not written yet, by column of the database. */
export interface OpenRow {
  /** Number of its interval. */
  interval: number;
  values: Float64Array<ArrayBuffer>;
  reasons: Uint8Array<ArrayBuffer>;
}

/** An empty row, in the memory of one that was written where there is one. */
export function emptyRow(interval: number, width: number, spare: OpenRow | undefined): OpenRow {
  const row = spare ?? { interval, values: new Float64Array(0), reasons: new Uint8Array(0) };
  row.interval = interval;
  row.values.fill(Number.NaN);
  row.reasons.fill(Reason.notCollected);
  widen(row, width);
  return row;
}

/** Makes room for so many columns; what is in the row stays. */
export function widen(row: OpenRow, width: number): void {
  if (row.values.length >= width) return;
  const room = width + (width >> 3);
  const values = new Float64Array(room).fill(Number.NaN);
  const reasons = new Uint8Array(room).fill(Reason.notCollected);
  values.set(row.values);
  reasons.set(row.reasons);
  row.values = values;
  row.reasons = reasons;
}
