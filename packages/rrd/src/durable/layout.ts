import { FRAME, makeFrame } from './frame.ts';

/** Rows from `from` up to but without `to` in which a series had a column. */
export interface Segment {
  readonly column: number;
  readonly from: number;
  to: number;
}

/** From row `from` on, `column` belongs to the series `id`, 0 where to none. */
export interface Assignment {
  readonly column: number;
  readonly id: number;
}

/** Which series had which column in the rows of one open file. */
export class Layout {
  /** By column, as of the newest row; 0 = none. */
  ids: Uint32Array = new Uint32Array();
  width = 0;
  readonly #segments = new Map<number, Segment[]>();

  /** Takes changes that hold from row `from` on. */
  assign(from: number, changes: Iterable<Assignment>): void {
    for (const { column, id } of changes) {
      this.#reserve(column + 1);
      const before = this.ids[column]!;
      if (before === id) continue;
      // Not always the newest: a series may have moved to a lower column with the same changes.
      const left = this.#segments.get(before)?.find((each) => each.column === column && each.to === Infinity);
      if (left) left.to = from;
      this.ids[column] = id;
      if (id === 0) continue;
      const segment = { column, from, to: Infinity };
      const earlier = this.#segments.get(id);
      if (earlier) earlier.push(segment);
      else this.#segments.set(id, [segment]);
    }
  }

  /** What must be told so that `ids` holds from the next row on. */
  changesTo(ids: Uint32Array, width: number): Assignment[] {
    const changes: Assignment[] = [];
    for (let column = 0; column < width; column += 1) {
      const id = ids[column]!;
      if (id !== (column < this.width ? this.ids[column]! : 0)) changes.push({ column, id });
    }
    return changes;
  }

  /** Where a series was, oldest first. */
  segments(id: number): readonly Segment[] {
    return this.#segments.get(id) ?? [];
  }

  /** All series that had a column, ascending. */
  series(): Uint32Array {
    return Uint32Array.from(this.#segments.keys()).sort();
  }

  #reserve(width: number): void {
    if (width <= this.width) return;
    if (width > this.ids.length) {
      const larger = new Uint32Array(Math.max(64, width * 2));
      larger.set(this.ids);
      this.ids = larger;
    }
    this.width = width;
  }
}

/** A LAYOUT frame: pairs of u32 column and u32 series id. */
export function layoutFrame(changes: readonly Assignment[]): Uint8Array {
  return makeFrame(FRAME.LAYOUT, changes.length * 8, (payload) => {
    changes.forEach(({ column, id }, i) => {
      payload.setUint32(i * 8, column, true);
      payload.setUint32(i * 8 + 4, id, true);
    });
  });
}

/** Columns a file may name; more is damage, not a fleet. */
const MOST_COLUMNS = 2 ** 26;

export function readLayout(payload: DataView): Assignment[] | null {
  const changes: Assignment[] = [];
  for (let offset = 0; offset + 8 <= payload.byteLength; offset += 8) {
    const column = payload.getUint32(offset, true);
    if (column >= MOST_COLUMNS) return null;
    changes.push({ column, id: payload.getUint32(offset + 4, true) });
  }
  return changes;
}
