import { capacityFor } from '../capacity.ts';
import type { Cells } from './cells.ts';

interface Slot {
  values: Float64Array;
  reasons: Uint8Array;
}

/** The newest rows of one length, by column, as they are in the files too. */
export class MemoryRows {
  readonly #rows: number;
  /** By row, modulo how many there are. */
  readonly #slots: Slot[];
  /** By column: the first row that is of the series that has it now. */
  #since = new Float64Array();
  #first = Infinity;
  #last = -1;

  constructor(rows: number) {
    this.#rows = rows;
    this.#slots = Array.from({ length: rows }, () => ({
      values: new Float64Array(),
      reasons: new Uint8Array(),
    }));
  }

  /** The first row that is held for all columns, infinite when there is none. */
  get firstRow(): number {
    return Math.max(this.#first, this.#last - this.#rows + 1);
  }

  /** Takes the next row; those that were skipped are unknown for `gapReason`. */
  put(row: number, width: number, values: Float64Array, reasons: Uint8Array, gapReason: number): void {
    const skipped = Math.max(this.#last + 1, row - this.#rows + 1);
    if (this.#first === Infinity) this.#first = row;
    else {
      for (let gap = skipped; gap < row; gap += 1) {
        const slot = this.#slot(gap, width);
        slot.values.fill(NaN);
        slot.reasons.fill(gapReason);
      }
    }
    const slot = this.#slot(row, width);
    slot.values.set(values.subarray(0, width));
    slot.reasons.set(reasons.subarray(0, width));
    // What was free when the row came is unknown in it to whoever takes it later.
    slot.values.fill(NaN, width);
    slot.reasons.fill(0, width);
    this.#last = row;
  }

  /** The column begins another series; one that had rows before has them in the files only. */
  begin(column: number, hadRows: boolean): void {
    if (column >= this.#since.length) {
      const larger = new Float64Array(capacityFor(column + 1));
      larger.set(this.#since);
      this.#since = larger;
    }
    this.#since[column] = hadRows ? this.#last + 1 : 0;
    if (this.#last < 0) return;
    for (const { values, reasons } of this.#slots) {
      if (column >= values.length) continue;
      values[column] = NaN;
      reasons[column] = 0;
    }
  }

  /** Whether all rows of a column from `row` on are here. */
  covers(column: number, row: number): boolean {
    return row >= this.firstRow && row >= (this.#since[column] ?? 0);
  }

  /**
   * Fills in what is here of `columns` from row `from` on, each at its place in `cells`; those below 0 are passed over.
   * Row by row, as it lies in memory: a third of the time of column by column.
   */
  read(columns: Int32Array, from: number, { firstRow, rows, values, reasons }: Cells): void {
    const to = Math.min(this.#last, firstRow + rows - 1);
    for (let row = from; row <= to; row += 1) {
      const slot = this.#slots[row % this.#rows]!;
      let place = row - firstRow;
      for (let i = 0; i < columns.length; i += 1, place += rows) {
        const column = columns[i]!;
        if (column < 0 || column >= slot.values.length) continue;
        const value = slot.values[column]!;
        values[place] = value;
        if (reasons && value !== value) reasons[place] = slot.reasons[column]!;
      }
    }
  }

  #slot(row: number, width: number): Slot {
    const at = row % this.#rows;
    const held = this.#slots[at]!;
    if (held.values.length >= width) return held;
    const capacity = capacityFor(width);
    const slot = { values: new Float64Array(capacity), reasons: new Uint8Array(capacity) };
    this.#slots[at] = slot;
    return slot;
  }
}
