/** How many points of a column are written: bits 0 and 1 of its first byte. */
export const POINTS = {
  /** None: no point is known, and the first byte is all there is. */
  NONE: 0x00,
  /** One that stands for all. */
  ONE: 0x01,
  /** One for each row. */
  EACH: 0x02,
  /** One for each row that a bitmap marks, the others are the same as the row before them. */
  SOME: 0x03,
  MASK: 0x03,
} as const;

/** How points are written: bits 2 and 3. */
export const FORM = {
  /** Whole numbers over a power of ten, from the least one on. */
  WHOLE: 0x00,
  /** Steps between such numbers, from the least step on. */
  STEPS: 0x04,
  /** Doubles. */
  DOUBLE: 0x08,
  MASK: 0x0c,
} as const;

/** Which rows are unknown: bits 4 and 5. */
export const UNKNOWN = {
  NONE: 0x00,
  /** Those that a bitmap marks. */
  OWN: 0x10,
  /** The same as in the column before that has any. */
  SAME: 0x20,
  MASK: 0xf0,
} as const;

/** What whole numbers are divided by. */
export const DIVISORS: readonly number[] = Array.from({ length: 13 }, (_, exponent) => 10 ** exponent);

/** Planes of fewer points are all compressed: a chunk has the like of them. */
export const FEW = 8;

/** How many planes of a width, from the lowest on, are noise and not worth a compressor's time. */
export function plainPlanes(width: number, count: number): number {
  if (count < FEW) return 0;
  return width === 8 ? 6 : Math.max(0, width - 1);
}

/** How many of the lowest bits stand apart, so that the planes above them are full. */
export function tailBits(bits: number): number {
  return bits > 8 ? bits & 7 : 0;
}

/** Bytes of the tails of points. */
export function tailLength(bits: number, count: number): number {
  return Math.ceil((tailBits(bits) * count) / 8);
}
