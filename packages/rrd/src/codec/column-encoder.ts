import { DIVISORS, KIND, MASK } from './column-kind.ts';
import { VARINT_BYTES, writeVarint } from './varint.ts';

/** Kind and mask, divisor, width and first number. */
const HEAD_BYTES = 3 + VARINT_BYTES;

/** Adding it and taking it away rounds a double below 2^51 to a whole number. */
const ROUND = 1.5 * 2 ** 52;
const EXACT = 2 ** 50;

/** The most bytes that columns of so many rows need. */
export function bodyLimit(columns: number, rows: number): number {
  return columns * (HEAD_BYTES + Math.ceil(rows / 8) + 8 * rows);
}

// Lent to one encoder at a time: a chunk is encoded in one go.
let scratch = new Uint8Array(0);
let mask = new Uint8Array(0);
let low = new Uint32Array(0);
let high = new Uint32Array(0);
/** The points of a column, an unknown one as the known one before it. */
let points = new Float64Array(0);
let words = new Uint32Array(0);

/** Writes one column after the other. */
export class ColumnEncoder {
  readonly #rows: number;
  #at = 0;
  /** Where the bitmap of the column before that has unknown points is; -1 when there is none. */
  #maskAt = -1;

  constructor(columns: number, rows: number) {
    this.#rows = rows;
    const bytes = bodyLimit(columns, rows);
    if (scratch.length < bytes) scratch = new Uint8Array(bytes);
    if (points.length < rows) {
      mask = new Uint8Array(Math.ceil(rows / 8));
      low = new Uint32Array(rows);
      high = new Uint32Array(rows);
      points = new Float64Array(rows);
      words = new Uint32Array(points.buffer);
    }
  }

  /** The bytes so far, until the next encoder is made. */
  body(): Uint8Array {
    return scratch.subarray(0, this.#at);
  }

  /** Writes the column of values that begins at `start`. */
  add(values: Float64Array, start: number): void {
    const rows = this.#rows;
    let first = 0;
    while (first < rows && Number.isNaN(values[start + first])) first += 1;
    if (first === rows) {
      scratch[this.#at++] = KIND.UNKNOWN;
      return;
    }
    let before = values[start + first] as number;
    let changes = 0;
    let unknown = 0;
    let negativeZero = false;
    for (let row = 0; row < rows; row += 1) {
      const value = values[start + row] as number;
      if (Number.isNaN(value)) {
        unknown += 1;
      } else if (value !== before) {
        changes += 1;
        before = value;
      }
      if (Object.is(value, -0)) negativeZero = true;
      points[row] = before;
    }
    if (negativeZero) this.#restoreNegativeZeros(values, start, first);
    const head = this.#at;
    this.#at += 1;
    const maskKind = unknown === 0 ? MASK.NONE : this.#writeMask(values, start);
    const divisor = negativeZero ? -1 : divisorOf(rows);
    let kind: number;
    if (changes === 0 && !negativeZero) {
      kind = this.#writeConstant(divisor);
    } else {
      kind = divisor < 0 ? this.#writeDoubles() : this.#writeDecimals(divisor);
    }
    scratch[head] = kind | maskKind;
  }

  // A zero equals the other one, so that the pass over all columns leaves the sign to this one.
  #restoreNegativeZeros(values: Float64Array, start: number, first: number): void {
    let before = values[start + first] as number;
    for (let row = 0; row < this.#rows; row += 1) {
      const value = values[start + row] as number;
      if (!Number.isNaN(value)) before = value;
      points[row] = before;
    }
  }

  #writeMask(values: Float64Array, start: number): number {
    const bytes = Math.ceil(this.#rows / 8);
    mask.fill(0, 0, bytes);
    for (let row = 0; row < this.#rows; row += 1) {
      if (Number.isNaN(values[start + row])) mask[row >> 3] = (mask[row >> 3] as number) | (1 << (row & 7));
    }
    if (this.#maskAt >= 0) {
      let same = 0;
      while (same < bytes && mask[same] === scratch[this.#maskAt + same]) same += 1;
      if (same === bytes) return MASK.SAME;
    }
    this.#maskAt = this.#at;
    for (let i = 0; i < bytes; i += 1) scratch[this.#at++] = mask[i] as number;
    return MASK.OWN;
  }

  #writeConstant(divisor: number): number {
    if (divisor >= 0) {
      scratch[this.#at++] = divisor;
      this.#at = writeVarint(
        scratch,
        this.#at,
        zigzag(whole(points[0] as number, DIVISORS[divisor] as number)),
      );
      return KIND.CONSTANT;
    }
    this.#writePlane(words[0] as number, 4);
    this.#writePlane(words[1] as number, 4);
    return KIND.CONSTANT_DOUBLE;
  }

  #writePlane(word: number, bytes: number): void {
    for (let i = 0; i < bytes; i += 1) scratch[this.#at++] = word >>> (8 * i);
  }

  #writeDecimals(divisor: number): number {
    const by = DIVISORS[divisor] as number;
    let anyLow = 0;
    let anyHigh = 0;
    const base = whole(points[0] as number, by);
    let before = base;
    for (let row = 0; row < this.#rows; row += 1) {
      const number = whole(points[row] as number, by);
      const coded = zigzag(number - before);
      before = number;
      anyLow |= low[row] = coded;
      anyHigh |= high[row] = coded / 2 ** 32;
    }
    const width = anyHigh === 0 ? bytesOf(anyLow) : 4 + bytesOf(anyHigh);
    scratch[this.#at++] = divisor;
    scratch[this.#at++] = width;
    this.#at = writeVarint(scratch, this.#at, zigzag(base));
    this.#writePlanes(width);
    return KIND.DECIMAL;
  }

  #writeDoubles(): number {
    let lowBefore = 0;
    let highBefore = 0;
    for (let row = 0; row < this.#rows; row += 1) {
      const lowWord = words[2 * row] as number;
      const highWord = words[2 * row + 1] as number;
      low[row] = lowWord ^ lowBefore;
      high[row] = highWord ^ highBefore;
      lowBefore = lowWord;
      highBefore = highWord;
    }
    this.#writePlanes(8);
    return KIND.DOUBLE;
  }

  #writePlanes(width: number): void {
    for (let plane = 0; plane < width; plane += 1) {
      const from = plane < 4 ? low : high;
      const shift = 8 * (plane & 3);
      const at = this.#at;
      for (let row = 0; row < this.#rows; row += 1) scratch[at + row] = (from[row] as number) >>> shift;
      this.#at += this.#rows;
    }
  }
}

/** Index of the least divisor that makes every point a whole number and gives it back, -1 when there is none. */
function divisorOf(rows: number): number {
  let divisor = 0;
  let greatest = 0;
  for (let row = 0; row < rows; row += 1) {
    const point = points[row] as number;
    if (Math.abs(point) > greatest) greatest = Math.abs(point);
    for (;;) {
      const by = DIVISORS[divisor] as number;
      if (whole(point, by) / by === point) break;
      divisor += 1;
      if (divisor === DIVISORS.length) return -1;
    }
  }
  // Below 2^50 a divisor gives back all that a lesser one did.
  return greatest * (DIVISORS[divisor] as number) < EXACT ? divisor : -1;
}

function whole(point: number, divisor: number): number {
  return point * divisor + ROUND - ROUND;
}

/** Numbers near zero become small: 0, -1, 1, -2, 2 are 0 to 4. */
function zigzag(number: number): number {
  return number < 0 ? -2 * number - 1 : 2 * number;
}

function bytesOf(word: number): number {
  return (39 - Math.clz32(word)) >> 3;
}
