import type { Batch } from '../../model/batch.ts';
import type { FillCondition } from '../rule/rule.ts';
import { consolidate } from './consolidate.ts';
import { FillTimes } from './fill-times.ts';
import type { ConditionReader } from './reader.ts';
import type { SlotGroups } from './slot-groups.ts';

/** Seconds until something is full. */
export class FillReader implements ConditionReader {
  readonly values: Float64Array;
  readonly #totals: Float64Array;
  readonly #used: SlotGroups;
  readonly #total: SlotGroups;
  readonly #times: FillTimes;

  constructor({ windowMs }: FillCondition, used: SlotGroups, total: SlotGroups, pairs: number) {
    this.values = new Float64Array(pairs).fill(Number.NaN);
    this.#totals = new Float64Array(pairs);
    this.#used = used;
    this.#total = total;
    this.#times = new FillTimes(pairs, windowMs);
  }

  read({ values, rowEndMs }: Pick<Batch, 'values' | 'rowEndMs'>): void {
    consolidate(this.#used, 'sum', values, this.values);
    consolidate(this.#total, 'sum', values, this.#totals);
    this.#times.replace(this.values, this.#totals, rowEndMs);
  }

  adopt(from: ConditionReader, old: number, pair: number): void {
    if (from instanceof FillReader) this.#times.adopt(from.#times, old, pair);
  }

  forget(pair: number): void {
    this.#times.forget(pair);
  }
}
