import { capacityFor } from '../capacity.ts';
import { copyBytes, inBands, type Steps } from '../steps.ts';
import type { Cells } from './cells.ts';
import { widthOf, type Begun } from './series/series-table.ts';

/** Rows of a slab. */
const SLAB_ROWS = 16;

/** The rows of one span of time, column by column: the cells of a column are adjacent. */
interface Slab {
  readonly values: Float64Array;
  readonly reasons: Uint8Array;
}

/**
 * The newest rows of one length, by column, as they are in the files too. Rows come seldom and are read for thousands of
 * series at once, so they lie by column: an hour of minutes of 2,500 series takes 14 ms over HTTP, by row it took 22.
 */
export class RecentRows {
  readonly #rows: number;
  /** By span of time, modulo their number. */
  readonly #slabs: Slab[];
  /** By column: the first row that is of the series that has it now. */
  #since = new Float64Array();
  #first = Infinity;
  #last = -1;

  constructor(rows: number) {
    this.#rows = rows;
    this.#slabs = Array.from({ length: Math.ceil(rows / SLAB_ROWS) + 1 }, () => ({
      values: new Float64Array(),
      reasons: new Uint8Array(),
    }));
  }

  /** The first row that is held for all columns, infinite when there is none. */
  get firstRow(): number {
    return Math.max(this.#first, this.#last - this.#rows + 1);
  }

  /** Takes the next row, which can be read after the last step; those that were skipped are unknown for `gapReason`. */
  *put(row: number, width: number, values: Float64Array, reasons: Uint8Array, gapReason: number): Steps {
    const isFirst = this.#first === Infinity;
    const skipped = isFirst ? row : Math.max(this.#last + 1, row - this.#rows + 1);
    for (let gap = skipped; gap < row; gap += 1) {
      const slab = yield* this.#slab(gap, width);
      yield* inBands(slab.reasons.length / SLAB_ROWS, (from, to) => {
        for (
          let column = from, at = from * SLAB_ROWS + (gap % SLAB_ROWS);
          column < to;
          column += 1, at += SLAB_ROWS
        ) {
          slab.values[at] = NaN;
          slab.reasons[at] = gapReason;
        }
      });
    }
    const slab = yield* this.#slab(row, width);
    yield* inBands(slab.reasons.length / SLAB_ROWS, (from, to) => {
      for (
        let column = from, at = from * SLAB_ROWS + (row % SLAB_ROWS);
        column < to;
        column += 1, at += SLAB_ROWS
      ) {
        // A column that is free in this row is unknown in it for the series that gets the column later.
        slab.values[at] = column < width ? values[column]! : NaN;
        slab.reasons[at] = column < width ? reasons[column]! : 0;
      }
    });
    if (isFirst) this.#first = row;
    this.#last = row;
  }

  /** Gives columns to other series; a series that had rows before has them in the files only. */
  *begin(begun: readonly Begun[]): Steps {
    const width = widthOf(begun);
    if (width > this.#since.length) {
      const larger = new Float64Array(capacityFor(width));
      yield* copyBytes(this.#since, new Uint8Array(larger.buffer), 0);
      this.#since = larger;
    }
    yield* inBands(begun.length, (from, to) => {
      for (let i = from; i < to; i += 1) this.#begin(begun[i]!);
    });
  }

  /** Whether all rows of a column from `row` on are here. */
  covers(column: number, row: number): boolean {
    return row >= this.firstRow && row >= (this.#since[column] ?? 0);
  }

  /** Copies the rows of `columns` that are held here, from row `from` on, into `cells`; columns below 0 are skipped. */
  read(columns: Int32Array, from: number, { firstRow, rows, values, reasons }: Cells): void {
    const to = Math.min(this.#last, firstRow + rows - 1);
    for (let begin = from; begin <= to; begin += SLAB_ROWS - (begin % SLAB_ROWS)) {
      const end = Math.min(to, begin + SLAB_ROWS - 1 - (begin % SLAB_ROWS));
      const slab = this.#slabs[Math.floor(begin / SLAB_ROWS) % this.#slabs.length]!;
      for (let i = 0; i < columns.length; i += 1) {
        const column = columns[i]!;
        if (column < 0 || column * SLAB_ROWS >= slab.values.length) continue;
        let at = column * SLAB_ROWS + (begin % SLAB_ROWS);
        let place = i * rows + begin - firstRow;
        for (let row = begin; row <= end; row += 1, at += 1, place += 1) {
          const value = slab.values[at]!;
          values[place] = value;
          if (reasons && value !== value) reasons[place] = slab.reasons[at]!;
        }
      }
    }
  }

  #begin({ column, hadRows }: Begun): void {
    this.#since[column] = hadRows ? this.#last + 1 : 0;
    if (this.#last < 0) return;
    for (const { values, reasons } of this.#slabs) {
      values.fill(NaN, column * SLAB_ROWS, (column + 1) * SLAB_ROWS);
      reasons.fill(0, column * SLAB_ROWS, (column + 1) * SLAB_ROWS);
    }
  }

  *#slab(row: number, width: number): Steps<Slab> {
    const at = Math.floor(row / SLAB_ROWS) % this.#slabs.length;
    const held = this.#slabs[at]!;
    const heldCells = held.reasons.length;
    if (heldCells >= width * SLAB_ROWS) return held;
    const cells = capacityFor(width) * SLAB_ROWS;
    const slab = { values: new Float64Array(cells), reasons: new Uint8Array(cells) };
    yield* copyBytes(held.values, new Uint8Array(slab.values.buffer), 0);
    yield* copyBytes(held.reasons, slab.reasons, 0);
    // Rows before a new column are unknown. A slab without any row is left as it was allocated: with half a million
    // columns it has 70 MB, and no row of it is read before `put`.
    const hasRows = heldCells > 0 || this.#last >= row - (row % SLAB_ROWS);
    if (hasRows) {
      yield* inBands(cells - heldCells, (from, to) =>
        slab.values.fill(NaN, heldCells + from, heldCells + to),
      );
    }
    this.#slabs[at] = slab;
    return slab;
  }
}
