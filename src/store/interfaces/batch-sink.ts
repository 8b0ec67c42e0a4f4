import type { Batch } from '../../model/batch.ts';

/** Takes what sources collect. */
export interface BatchSink {
  /** Copies the batch; rows that were skipped since the last one are unknown, "not collected". */
  append(batch: Batch): void;
  /** As `append`, in slices between which the event loop turns; the batch must not change until it resolves. */
  appendInSlices(batch: Batch): Promise<void>;
  /**
   * Writes the rows whose deadline is the end of this row (epoch ms), with the values they have. Called for every row that
   * ends, since rows must close also when no further batch arrives.
   */
  closeRows(rowEndMs: number): Promise<void>;
  /**
   * Forgets a source that was removed from the configuration. Its entities are removed, with an event, but for those that
   * another source reports; their history and their events stay.
   */
  removeSource(source: string): Promise<void>;
}
