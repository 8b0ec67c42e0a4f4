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
   * Forgets a source that was removed. Its history and its events stay; its entities are unconfirmed, as after a restart,
   * until a source reports them again.
   */
  removeSource(source: string): Promise<void>;
}
