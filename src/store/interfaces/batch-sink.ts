import type { Batch } from '../../model/batch.ts';

/** Takes what sources collect. */
export interface BatchSink {
  /** Copies the batch; rows that were skipped since the last one are unknown, "not collected". */
  append(batch: Batch): void;
  /** As `append`, in slices between which the event loop turns; the batch is lent until it resolves. */
  appendInSlices(batch: Batch): Promise<void>;
  /**
   * Writes the rows whose deadline is when this row ends (epoch ms), with what is there. Called for every row that ends: no
   * batch may come any more that would show that time has passed.
   */
  closeRows(rowEndMs: number): Promise<void>;
  /**
   * Forgets a source that was removed. Its history and its events stay; its entities are as unknown as after a restart
   * until a source reports them again.
   */
  removeSource(source: string): Promise<void>;
}
