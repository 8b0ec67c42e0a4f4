import type { EntityClass } from './entity.ts';
import type { SeriesTable } from './series.ts';

/**
 * What one poll of one source learnt. The arrays are indexed by slot of `series` and lent until the source's next poll: a
 * consumer that keeps them copies them.
 */
export interface PollResult {
  /** Epoch ms, taken before the first call of the poll. */
  readonly time: number;
  /** How long the poll took, ms by the monotonic clock. */
  readonly durationMs: number;
  /** Classes of which the poll brought a complete list: what is not in it is not there. */
  readonly complete: readonly EntityClass[];
  readonly series: SeriesTable;
  /** NaN where unknown. Length ≥ `series.length`. */
  readonly values: Float64Array;
  /** A {@link Reason} for each value that is NaN. */
  readonly reasons: Uint8Array;
}

/** The result of a poll and its place in the schedule: the unit of atomicity and of back-pressure. */
export interface Batch extends PollResult {
  /** Id of the source. */
  readonly source: string;
  /**
   * Epoch ms at which the row ends that the batch belongs to, a multiple of the step: the newest that has ended when the
   * poll is due, whatever the phase of its source and however late the poll begins.
   */
  readonly rowEndMs: number;
  /** Distance to the source's next batch, ms: a multiple of the step. */
  readonly intervalMs: number;
}
