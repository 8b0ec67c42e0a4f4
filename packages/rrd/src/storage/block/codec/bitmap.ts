/** Bytes of a bitmap: row r is bit r mod 8 of byte r / 8. */
export function bitmapLength(rows: number): number {
  return Math.ceil(rows / 8);
}

/** Spreads the values that stand one after the other from `start` on over the rows that are marked, and repeats them. */
export function spread(
  values: Float64Array,
  start: number,
  rows: number,
  bitmap: Uint8Array,
  at: number,
): void {
  let from = start + countMarked(bitmap, at, rows) - 1;
  for (let row = rows - 1; row >= 0; row -= 1) {
    values[start + row] = values[from] as number;
    if ((((bitmap[at + (row >> 3)] as number) >> (row & 7)) & 1) === 1) from -= 1;
  }
}

/** How many rows are marked. */
export function countMarked(bitmap: Uint8Array, at: number, rows: number): number {
  let count = 0;
  for (let i = at; i < at + bitmapLength(rows); i += 1) {
    for (let rest = bitmap[i] as number; rest !== 0; rest &= rest - 1) count += 1;
  }
  return count;
}

/** Sets a row's bit. */
export function mark(bitmap: Uint8Array, row: number): void {
  bitmap[row >> 3] = (bitmap[row >> 3] as number) | (1 << (row & 7));
}
