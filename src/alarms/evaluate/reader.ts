import type { Batch } from '../../model/batch.ts';

/** Reads what one condition of a rule looks at, for all of its pairs. */
export interface ConditionReader {
  /** By pair, of the newest batch; NaN where unknown. Infinite on the good side of all levels where nothing can be wrong. */
  readonly values: Float64Array;
  read(batch: Pick<Batch, 'values' | 'rowEndMs'>): void;
  /** Takes over what is kept of one pair by the reader of the same condition in an earlier plan. */
  adopt(from: ConditionReader, old: number, pair: number): void;
  /** Forgets what is kept of one pair: it is not evaluated now. */
  forget(pair: number): void;
}
