/** How a column is written: the low four bits of its first byte. */
export const KIND = {
  /** No point is known. */
  UNKNOWN: 0,
  /** Every known point is the same whole number over a divisor. */
  CONSTANT: 1,
  /** Every known point is the same double. */
  CONSTANT_DOUBLE: 2,
  /** Whole numbers over a divisor. */
  DECIMAL: 3,
  /** Doubles. */
  DOUBLE: 4,
} as const;

/** Which points are unknown: the high four bits of a column's first byte. */
export const MASK = {
  /** None, or all where the kind is UNKNOWN. */
  NONE: 0x00,
  /** Those of a bitmap that follows. */
  OWN: 0x10,
  /** The same as in the column before that has any. */
  SAME: 0x20,
} as const;

/** What whole numbers are divided by. */
export const DIVISORS: readonly number[] = Array.from({ length: 13 }, (_, exponent) => 10 ** exponent);
