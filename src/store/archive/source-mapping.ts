import type { Batch } from '../../model/batch.ts';
import type { Entity } from '../../model/entity.ts';
import type { SeriesTable } from '../../model/series.ts';
import { SlotList } from '../../model/slot-list.ts';
import { lastHeld, ROWS_BEFORE_CLOSE } from '../held-rows.ts';

/** Values and reasons by slot of a source. */
export type SlotValues = Pick<Batch, 'values' | 'reasons'>;

/** The columns of one source's slots in the database of a class, and what of its newest batch later rows have too. */
export class SourceMapping {
  readonly series: SeriesTable;
  /** Of the series, when the columns were found. */
  version = -1;
  readonly owners = new SlotList<Entity | null>();
  readonly metrics = new SlotList<string>();
  /** −1 where the slot is of another class, or free. */
  columns: Int32Array = new Int32Array(0);
  /** Whether any slot is of the class. */
  isMapped = false;
  /** Number of the interval it delivered last. */
  interval = -1;
  /** Rows from one batch to the next. */
  every = 1;
  #held: SlotValues & { readonly length: number } = none;

  constructor(series: SeriesTable) {
    this.series = series;
  }

  /** The newest batch where later rows have its values too. */
  get held(): SlotValues & { readonly length: number } {
    return this.#held;
  }

  /** Whether a row that has no batch of the source has the values of the one before. */
  holdsFor(row: number): boolean {
    return row > this.interval && row <= this.lastHeld;
  }

  /** Number of the last row that has held values; −1 where none has. */
  get lastHeld(): number {
    return this.#held.length > 0 ? lastHeld(this.interval, this.every) : -1;
  }

  /** Whether a batch for the row is due and may still come. */
  isDueFor(row: number): boolean {
    const since = row - this.interval;
    return since >= this.every && since < this.every + ROWS_BEFORE_CLOSE;
  }

  /** Copies a batch for the rows until the next. */
  hold({ values, reasons }: SlotValues, length: number): void {
    const copy = this.#held.values.length < length ? copyFor(length) : this.#held;
    copy.values.set(values.subarray(0, length));
    copy.reasons.set(reasons.subarray(0, length));
    this.#held = { values: copy.values, reasons: copy.reasons, length };
  }

  release(): void {
    this.#held = { ...this.#held, length: 0 };
  }
}

const none = { values: new Float64Array(0), reasons: new Uint8Array(0), length: 0 };

function copyFor(length: number): SlotValues {
  const room = length + (length >> 3);
  return { values: new Float64Array(room), reasons: new Uint8Array(room) };
}
