import { capacityFor } from '../capacity.ts';
import { FRAME, makeFrame } from './frame.ts';

/** Rows from `from` up to but without `to` in which a series had a column. */
export interface Segment {
  readonly column: number;
  readonly from: number;
  to: number;
}

/** Pairs of a column and the id of the series that has it from then on, 0 where none does. */
export type Changes = Uint32Array;

/**
 * Which series had which column in the rows of one open file.
 *
 * Most never move: what the file begins with is kept as it was told, and only what changes later by series.
 */
export class Layout {
  /** By column, as of the newest row; 0 = none. */
  ids: Uint32Array = new Uint32Array();
  width = 0;
  #base: { from: number; ids: Uint32Array } | null = null;
  /** Columns of the base in the order of their ids, made when it is asked for. */
  #order: Uint32Array | null = null;
  /** Place in that order behind the one found last: series are mostly asked for in order. */
  #next = 0;
  /** Where columns of the base end. */
  readonly #ends = new Map<number, number>();
  readonly #later = new Map<number, Segment[]>();

  /** Takes changes that hold from row `from` on. */
  assign(from: number, changes: Changes): void {
    if (this.#base) {
      for (let i = 0; i < changes.length; i += 2) this.#change(from, changes[i]!, changes[i + 1]!);
      return;
    }
    for (let i = 0; i < changes.length; i += 2) {
      this.#reserve(changes[i]! + 1);
      this.ids[changes[i]!] = changes[i + 1]!;
    }
    this.#base = { from, ids: this.ids.slice(0, this.width) };
  }

  /** What must be told so that `ids` holds from the next row on. */
  changesTo(ids: Uint32Array, width: number): Changes {
    const changes = new Uint32Array(2 * width);
    let count = 0;
    for (let column = 0; column < width; column += 1) {
      const id = ids[column]!;
      if (id === (column < this.width ? this.ids[column]! : 0)) continue;
      changes[count++] = column;
      changes[count++] = id;
    }
    return changes.slice(0, count);
  }

  /** Where a series was, oldest first. */
  segments(id: number): readonly Segment[] {
    const later = this.#later.get(id) ?? [];
    const column = this.#baseColumn(id);
    if (column === null) return later;
    const { from } = this.#base!;
    return [{ column, from, to: this.#ends.get(column) ?? Infinity }, ...later];
  }

  /** All series that had a column, ascending. */
  series(): Uint32Array {
    const base = this.#base?.ids.filter((id) => id !== 0) ?? new Uint32Array();
    if (this.#later.size === 0) return base.sort();
    return Uint32Array.from(new Set([...base, ...this.#later.keys()])).sort();
  }

  #change(from: number, column: number, id: number): void {
    this.#reserve(column + 1);
    const before = this.ids[column]!;
    if (before === id) return;
    // Not always its newest: a series may have moved to a lower column with the same changes.
    const left = this.#later.get(before)?.find((each) => each.column === column && each.to === Infinity);
    if (left) left.to = from;
    else if (before !== 0) this.#ends.set(column, from);
    this.ids[column] = id;
    if (id === 0) return;
    const segment = { column, from, to: Infinity };
    const earlier = this.#later.get(id);
    if (earlier) earlier.push(segment);
    else this.#later.set(id, [segment]);
  }

  #baseColumn(id: number): number | null {
    if (!this.#base || id === 0) return null;
    const { ids } = this.#base;
    this.#order ??= orderOf(ids);
    const order = this.#order;
    let [low, high] = [0, order.length];
    if (this.#next < high && ids[order[this.#next]!] === id) low = high = this.#next;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ids[order[middle]!]! < id) low = middle + 1;
      else high = middle;
    }
    if (low === order.length || ids[order[low]!] !== id) return null;
    this.#next = low + 1;
    return order[low]!;
  }

  #reserve(width: number): void {
    if (width <= this.width) return;
    if (width > this.ids.length) {
      const larger = new Uint32Array(capacityFor(width));
      larger.set(this.ids);
      this.ids = larger;
    }
    this.width = width;
  }
}

/** Columns in the order of their ids: sorted as numbers, which is ten times as fast as by a function (310,000: 30 ms). */
function orderOf(ids: Uint32Array): Uint32Array {
  const width = ids.length;
  // Exact up to 2^53: two million columns with any ids, or more with fewer ids.
  const keys = Float64Array.from(ids, (id, column) => id * width + column).sort();
  return Uint32Array.from(keys, (key) => key % width);
}

/** A LAYOUT frame: pairs of u32 column and u32 series id. */
export function layoutFrame(changes: Changes): Uint8Array {
  return makeFrame(FRAME.LAYOUT, changes.length * 4, (payload) => {
    for (let i = 0; i < changes.length; i += 1) payload.setUint32(i * 4, changes[i]!, true);
  });
}

/** Columns a file may name; more is damage, not a fleet. */
const MOST_COLUMNS = 2 ** 26;

/** What a LAYOUT payload says, null when no file has such a column. */
export function readLayout(payload: DataView): Changes | null {
  const changes = new Uint32Array(2 * Math.floor(payload.byteLength / 8));
  for (let i = 0; i < changes.length; i += 1) {
    changes[i] = payload.getUint32(i * 4, true);
    if (i % 2 === 0 && changes[i]! >= MOST_COLUMNS) return null;
  }
  return changes;
}
