import { PARAM_TYPE } from '@virtscope/libvirt';
import { Reason } from '../../../model/reason.ts';
import type { BatchWriter } from '../../../model/batch-writer.ts';
import type { SeriesTable } from '../../../model/series.ts';
import type { RecordBuffer } from './record-buffer.ts';
import type { SeriesBudget } from './series-budget.ts';
import type { Vm } from '../vm.ts';

/** The raw fields of a record while it is read: two columns that are used again. */
export class RawColumns {
  count = 0;
  readonly ids: number[] = [];
  readonly values: number[] = [];
  readonly #bits = new DataView(new ArrayBuffer(8));

  /** Takes a number of any type as libvirt sends it, exact up to 2^53; texts are left out. */
  take(id: number, type: number, hi: number, lo: number): void {
    if (type === PARAM_TYPE.string) return;
    this.ids[this.count] = id;
    this.values[this.count] = this.#number(type, hi, lo);
    this.count++;
  }

  #number(type: number, hi: number, lo: number): number {
    if (type === PARAM_TYPE.double) {
      this.#bits.setInt32(0, hi);
      this.#bits.setInt32(4, lo);
      return this.#bits.getFloat64(0);
    }
    const isSigned = type === PARAM_TYPE.int || type === PARAM_TYPE.llong;
    return (isSigned ? hi | 0 : hi >>> 0) * 2 ** 32 + (lo >>> 0);
  }
}

/** What a VM has of raw fields: slots by the number of the name, apart for each of the two calls. */
export interface RawSlots {
  readonly list: Map<number, number>;
  readonly monitor: Map<number, number>;
  leftOut: number;
}

/** Puts raw fields into the batch. */
export class RawSeries {
  readonly #perVm: number;
  readonly #series: SeriesTable;
  readonly #writer: BatchWriter;
  readonly #budget: SeriesBudget;

  constructor(perVm: number, series: SeriesTable, writer: BatchWriter, budget: SeriesBudget) {
    this.#perVm = perVm;
    this.#series = series;
    this.#writer = writer;
    this.#budget = budget;
  }

  /** @param absent why fields that the record lacks are unknown; what is not reported at all is forgotten. */
  put(vm: Vm, of: 'list' | 'monitor', record: RecordBuffer, absent: Reason): void {
    const slots = vm.raw[of];
    // Those of one record come together, however many the first is.
    const when = slots.size === 0 ? 'first' : 'added';
    const { count, ids, values } = record.raw;
    if (count === 0 && slots.size === 0) return;
    this.#writer.blank(slots.values(), absent);
    let leftOut = 0;
    for (let n = 0; n < count; n++) {
      const slot = slots.get(ids[n] as number) ?? this.#slot(vm, ids[n] as number, { slots, when, record });
      if (slot === null) leftOut++;
      else this.#put(slot, values[n] as number);
    }
    if (of === 'monitor') vm.raw.leftOut = leftOut;
    if (absent !== Reason.notReported) return;
    for (const [id, slot] of slots) {
      if (this.#writer.reasons[slot] !== Reason.notReported) continue;
      slots.delete(id);
      this.#writer.blank([slot], Reason.gone);
      this.#series.drop(slot);
    }
  }

  /** A field without a known meaning has no other bounds than those of a number. */
  #put(slot: number, value: number): void {
    if (Number.isFinite(value)) this.#writer.put(slot, value);
    else this.#writer.unknown(slot, Reason.outOfBounds);
  }

  #slot(
    { entity, raw }: Vm,
    id: number,
    about: { slots: Map<number, number>; when: 'first' | 'added'; record: RecordBuffer },
  ): number | null {
    const { slots, when, record } = about;
    if (raw.list.size + raw.monitor.size >= this.#perVm || !this.#budget.take(1, when)) return null;
    const slot = this.#series.slot(entity, `raw.${record.fields.names.name(id)}`);
    slots.set(id, slot);
    this.#writer.reserve();
    return slot;
  }
}
