import type { Entity } from './entity.ts';
import { Reason } from './reason.ts';
import type { SeriesTable } from './series.ts';

/**
 * The values and reasons of a source's batches while they are written: as long as its table of series. A value that is
 * not put is unknown. One writer serves all batches of a source.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { BatchWriter } from './batch-writer.ts';
 * import { createEntity } from './entity.ts';
 * import { Reason } from './reason.ts';
 * import { SeriesTable } from './series.ts';
 * const writer = new BatchWriter(new SeriesTable());
 * const host = createEntity({ class: 'host', id: 'h1', source: 'host', name: 'h1', state: 'up' }, 0);
 * writer.begin(Reason.notReported);
 * const slot = writer.slot(host, 'cpu.usage');
 * assert.equal(writer.reasons[slot], Reason.notReported);
 * writer.put(slot, 0.5);
 * assert.deepEqual([writer.values[slot], writer.reasons[slot]], [0.5, Reason.known]);
 */
export class BatchWriter {
  readonly series: SeriesTable;
  /** By slot; NaN where unknown. Replaced when the series outgrow it. */
  values: Float64Array = new Float64Array(0);
  /** By slot; replaced together with `values`. */
  reasons: Uint8Array = new Uint8Array(0);
  #absent: Reason = Reason.notCollected;

  constructor(series: SeriesTable) {
    this.series = series;
  }

  /** Begins a batch: every value is unknown for this reason until it is written. */
  begin(absent: Reason): void {
    this.#absent = absent;
    this.reserve();
    this.values.fill(NaN);
    this.reasons.fill(absent);
  }

  /** Makes room for series that were added during the poll; written values stay. */
  reserve(): void {
    const { length } = this.series;
    if (length <= this.values.length) return;
    // By half again: growing by a little would copy ten thousand new VMs' series once for each of them.
    const capacity = Math.ceil(length * 1.5) + 64;
    const values = new Float64Array(capacity).fill(NaN);
    const reasons = new Uint8Array(capacity).fill(this.#absent);
    values.set(this.values);
    reasons.set(this.reasons);
    this.values = values;
    this.reasons = reasons;
  }

  /** The slot of a series, made on first use, with room for its value. */
  slot(entity: Entity, metric: string): number {
    const slot = this.series.slot(entity, metric);
    if (slot >= this.values.length) this.reserve();
    return slot;
  }

  put(slot: number, value: number): void {
    this.values[slot] = value;
    this.reasons[slot] = Reason.known;
  }

  /** Puts a value that is possible; one above the ceiling, or NaN, is unknown. */
  putUpTo(ceiling: number, slot: number, value: number): void {
    if (value <= ceiling) this.put(slot, value);
    else this.unknown(slot, Reason.outOfBounds);
  }

  unknown(slot: number, reason: Reason): void {
    this.values[slot] = NaN;
    this.reasons[slot] = reason;
  }

  /** Makes all these slots unknown for one reason. */
  blank(slots: Iterable<number>, reason: Reason): void {
    for (const slot of slots) this.unknown(slot, reason);
  }
}
