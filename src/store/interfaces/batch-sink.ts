import type { Batch } from '../../model/batch.ts';

/** Takes what sources collect. */
export interface BatchSink {
  /** Copies the batch; rows that were skipped since the last one are unknown, "not collected". */
  append(batch: Batch): void;
  /** As `append`, in slices between which the event loop turns; the batch is lent until it resolves. */
  appendInSlices(batch: Batch): Promise<void>;
}
