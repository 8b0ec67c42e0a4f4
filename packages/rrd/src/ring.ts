import type { Archive } from './archive.ts';

/**
 * The rows of one archive for all series: a row is contiguous, so that a tick writes one stretch of memory.
 *
 * Rows that were never written take no memory pages: how many were is counted instead of filling them with NaN.
 */
export class Ring {
  readonly archive: Archive;
  readonly width: number;
  readonly #cells: Float64Array;
  #newest = -1;
  #written = 0;

  constructor(archive: Archive, width: number) {
    this.archive = archive;
    this.width = width;
    this.#cells = new Float64Array(archive.rows * width);
  }

  /** Advances by one row and lends its cells, whose old content must be overwritten. */
  next(): Float64Array {
    const { rows } = this.archive;
    this.#newest = (this.#newest + 1) % rows;
    if (this.#written < rows) this.#written += 1;
    const start = this.#newest * this.width;
    return this.#cells.subarray(start, start + this.width);
  }

  /** Advances by `count` rows that are all the same; the ring is never written more than once round. */
  repeat(row: Float64Array, count: number): void {
    for (let left = Math.min(count, this.archive.rows); left > 0; left -= 1) this.next().set(row);
  }

  /** The cells of the row that is `age` rows older than the newest, or null where none was written. */
  row(age: number): Float64Array | null {
    if (age < 0 || age >= this.#written) return null;
    const start = this.#index(age) * this.width;
    return this.#cells.subarray(start, start + this.width);
  }

  /** One series' cell in the row that is `age` rows older than the newest, NaN where none was written. */
  cell(age: number, series: number): number {
    if (age < 0 || age >= this.#written) return NaN;
    return this.#cells[this.#index(age) * this.width + series]!;
  }

  #index(age: number): number {
    const { rows } = this.archive;
    return (this.#newest - age + rows) % rows;
  }
}
