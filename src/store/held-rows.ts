/** Rows that may come before one closes: as long as a source may take to deliver it, its phase and its poll together. */
export const ROWS_BEFORE_CLOSE = 2;

/**
 * Number of the last row that has the values of a batch: its own row, the rows until the source's next batch is due, and as
 * many again while that poll is in progress; a poll that takes longer misses its interval. A source that delivers every
 * row holds no values.
 *
 * @param row number of the batch's own row
 * @param every rows from one batch to the next
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { lastHeld } from './held-rows.ts';
 * assert.equal(lastHeld(100, 1), 100);
 * assert.equal(lastHeld(100, 12), 122);
 */
export function lastHeld(row: number, every: number): number {
  return row + 2 * (every - 1);
}
