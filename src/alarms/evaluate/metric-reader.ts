import type { Batch } from '../../model/batch.ts';
import type { MetricCondition } from '../rule/rule.ts';
import { consolidate } from './consolidate.ts';
import type { ConditionReader } from './reader.ts';
import type { SlotGroups } from './slot-groups.ts';
import { WindowMeans } from './window-means.ts';

/** The slots of one condition. */
export interface MetricSlots {
  readonly value: SlotGroups;
  readonly divisor: SlotGroups | null;
  readonly volume: SlotGroups | null;
}

/** Values of series: consolidated, as means, divided, and only above a volume. */
export class MetricReader implements ConditionReader {
  readonly values: Float64Array;
  readonly #condition: MetricCondition;
  readonly #value: Column;
  readonly #divisor: Column | null;
  readonly #volume: Column | null;

  constructor(condition: MetricCondition, slots: MetricSlots, pairs: number, intervalMs: number) {
    const column = (groups: SlotGroups | null): Column | null =>
      groups && new Column(groups, pairs, condition.meanMs, intervalMs);
    this.#condition = condition;
    this.#value = new Column(slots.value, pairs, condition.meanMs, intervalMs);
    this.#divisor = column(slots.divisor);
    this.#volume = column(slots.volume);
    this.values = this.#value.values;
  }

  read({ values, rowEndMs }: Pick<Batch, 'values' | 'rowEndMs'>): void {
    this.#value.read(values, this.#condition.of, rowEndMs);
    if (this.#divisor) this.#divide(this.#divisor, values, rowEndMs);
    if (this.#volume) this.#leaveOut(this.#volume, values, rowEndMs);
  }

  adopt(from: ConditionReader, old: number, pair: number): void {
    if (!(from instanceof MetricReader)) return;
    this.#value.adopt(from.#value, old, pair);
    if (from.#divisor) this.#divisor?.adopt(from.#divisor, old, pair);
    if (from.#volume) this.#volume?.adopt(from.#volume, old, pair);
  }

  forget(pair: number): void {
    for (const column of [this.#value, this.#divisor, this.#volume]) column?.forget(pair);
  }

  #divide(divisor: Column, values: Float64Array, time: number): void {
    divisor.read(values, 'sum', time);
    for (let pair = 0; pair < this.values.length; pair++) {
      const by = divisor.values[pair] as number;
      // Nothing of nothing is no share.
      this.values[pair] = by > 0 ? (this.values[pair] as number) / by : Number.NaN;
    }
  }

  #leaveOut(volume: Column, values: Float64Array, time: number): void {
    volume.read(values, 'sum', time);
    const least = this.#condition.volume?.least ?? 0;
    const good = this.#condition.levels.sense === 'above' ? -Infinity : Infinity;
    for (let pair = 0; pair < this.values.length; pair++) {
      const events = volume.values[pair] as number;
      if (events < least) this.values[pair] = good;
      else if (Number.isNaN(events)) this.values[pair] = Number.NaN;
    }
  }
}

/** One value for each pair, its mean where the condition has a window. */
class Column {
  readonly values: Float64Array;
  readonly #groups: SlotGroups;
  readonly #means: WindowMeans | null;

  constructor(groups: SlotGroups, pairs: number, meanMs: number, intervalMs: number) {
    this.values = new Float64Array(pairs).fill(Number.NaN);
    this.#groups = groups;
    this.#means = meanMs > intervalMs ? new WindowMeans(pairs, meanMs, intervalMs) : null;
  }

  read(values: Float64Array, of: MetricCondition['of'], time: number): void {
    consolidate(this.#groups, of, values, this.values);
    this.#means?.replace(this.values, time);
  }

  adopt(from: Column, old: number, pair: number): void {
    if (from.#means) this.#means?.adopt(from.#means, old, pair);
  }

  forget(pair: number): void {
    this.#means?.forget(pair);
  }
}
