import type { SeriesTable } from './series.ts';

/**
 * All that one poll of one source learnt: the unit of atomicity and of back-pressure.
 * The arrays are indexed by slot of `series` and lent until the source's next poll: a consumer that keeps them copies them.
 */
export interface Batch {
  readonly source: string;
  /** Epoch ms, taken before the first call of the poll. */
  readonly time: number;
  /** Nominal distance to the next batch, ms. */
  readonly intervalMs: number;
  /** How long the poll took, ms by the monotonic clock. */
  readonly durationMs: number;
  readonly series: SeriesTable;
  /** NaN where unknown. Length ≥ `series.length`. */
  readonly values: Float64Array;
  /** A {@link Reason} for each value that is NaN. */
  readonly reasons: Uint8Array;
}
