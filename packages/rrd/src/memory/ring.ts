import type { Archive, Consolidation } from '../archive.ts';
import { capacityFor } from '../capacity.ts';
import type { Row, RowTarget } from '../consolidation/row-target.ts';

/**
 * The rows of one archive for all series: a row is contiguous, so that a tick writes one stretch of memory.
 *
 * A row takes memory when it is first written, for the series there are then: it is shorter than the newer ones when
 * series were added, and what it has no cell of is unknown.
 */
export class Ring implements RowTarget {
  readonly archive: Archive;
  readonly cf: Consolidation;
  readonly xff: number;
  readonly rows: number;
  readonly #held: Row[] = [];
  #newest = -1;

  constructor(archive: Archive) {
    this.archive = archive;
    this.cf = archive.cf;
    this.xff = archive.xff;
    this.rows = archive.rows;
  }

  next(width: number): Row {
    this.#newest = (this.#newest + 1) % this.rows;
    const old = this.#held[this.#newest];
    if (old && old.values.length >= width) {
      // What is beyond `width` belongs to no series of this row's time.
      old.values.fill(NaN, width);
      return old;
    }
    const cells = old ? capacityFor(width) : width;
    const row = { values: new Float64Array(cells).fill(NaN, width), reasons: new Uint8Array(cells) };
    this.#held[this.#newest] = row;
    return row;
  }

  /** The cells of the row that is `age` rows older than the newest, or null where none was written. */
  row(age: number): Row | null {
    if (age < 0 || age >= this.#held.length) return null;
    return this.#held[(this.#newest - age + this.rows) % this.rows]!;
  }
}
