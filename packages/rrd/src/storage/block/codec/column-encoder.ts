import { bitmapLength, mark, spread } from './bitmap.ts';
import { FEW, FORM, plainPlanes, POINTS, tailBits, UNKNOWN } from './column-head.ts';
import { VARINT_BYTES, writeVarint } from './varint.ts';
import { toWholeNumbers, zigzag } from './whole-number.ts';

/** The most bytes of a column besides its bitmaps and planes: four single ones and two numbers. */
const HEAD_BYTES = 4 + 2 * VARINT_BYTES;

/** The most bytes of heads, bitmaps and compressed planes that columns of so many rows need. */
export function packedLimit(columns: number, rows: number): number {
  return columns * (HEAD_BYTES + 2 * bitmapLength(rows) + 8 * FEW + 2 * rows);
}

/** The most bytes of plain planes that columns of so many rows need. */
function plainLimit(columns: number, rows: number): number {
  return columns * 7 * rows;
}

// Lent to one encoder at a time: a chunk is encoded in one go.
let packed = new Uint8Array(0);
let plain = new Uint8Array(0);
/** Points that differ from the one before, and what of them is written. */
let points = new Float64Array(0);
let pointBytes = new Uint8Array(0);
let numbers = new Float64Array(0);
let low = new Int32Array(0);
let lowBytes = new Uint8Array(0);
let high = new Int32Array(0);
let highBytes = new Uint8Array(0);
let changed = new Uint8Array(0);
let unknown = new Uint8Array(0);

/** Writes one column after the other. */
export class ColumnEncoder {
  readonly #values: Float64Array;
  readonly #words: Int32Array;
  readonly #rows: number;
  readonly #bitmapLength: number;
  #packedAt = 0;
  #plainAt = 0;
  /** Where the bitmap of the column before that has unknown rows is; -1 when there is none. */
  #unknownAt = -1;
  #hasUnknown = false;

  constructor(values: Float64Array, columns: number, rows: number) {
    this.#values = values;
    this.#words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
    this.#rows = rows;
    this.#bitmapLength = bitmapLength(rows);
    if (packed.length < packedLimit(columns, rows)) packed = new Uint8Array(packedLimit(columns, rows));
    if (plain.length < plainLimit(columns, rows)) plain = new Uint8Array(plainLimit(columns, rows));
    if (points.length >= rows) return;
    points = new Float64Array(rows);
    pointBytes = new Uint8Array(points.buffer);
    numbers = new Float64Array(rows);
    low = new Int32Array(rows);
    lowBytes = new Uint8Array(low.buffer);
    high = new Int32Array(rows);
    highBytes = new Uint8Array(high.buffer);
    changed = new Uint8Array(this.#bitmapLength);
    unknown = new Uint8Array(this.#bitmapLength);
  }

  /** Heads, bitmaps and the planes worth a compressor's time, until the next encoder is made. */
  packed(): Uint8Array {
    return packed.subarray(0, this.#packedAt);
  }

  /** The other planes, until the next encoder is made. */
  plain(): Uint8Array {
    return plain.subarray(0, this.#plainAt);
  }

  /** Writes the column of values that begins at `start`. */
  add(start: number): void {
    const rows = this.#rows;
    let first = start;
    while (first < start + rows && Number.isNaN(this.#values[first])) first += 1;
    const head = this.#packedAt++;
    if (first === start + rows) {
      packed[head] = POINTS.NONE;
      return;
    }
    let count = this.#collect(start, first);
    const unknownKind = this.#hasUnknown ? this.#writeUnknown() : UNKNOWN.NONE;
    let pointsKind: number = POINTS.SOME;
    if (count === 1) {
      pointsKind = POINTS.ONE;
    } else if (count * 8 > rows * 7) {
      pointsKind = POINTS.EACH;
      if (count < rows) spread(points, 0, rows, changed, 0);
      count = rows;
    } else {
      this.#writeBitmap(changed);
    }
    packed[head] = pointsKind | this.#writePoints(count) | unknownKind;
  }

  /**
   * Takes the known values that are not the same as the one before. Bits are compared, so that -0 is not 0, and
   * counted rather than branched on: whether a disk is read in a step is a coin that no processor predicts.
   */
  #collect(start: number, first: number): number {
    const values = this.#values;
    const words = this.#words;
    const taken = points;
    const end = start + this.#rows;
    let lowBefore = words[2 * first] as number;
    let highBefore = words[2 * first + 1] as number;
    this.#hasUnknown = false;
    taken[0] = values[first] as number;
    let at = first;
    while (at < end && words[at << 1] === lowBefore && words[(at << 1) | 1] === highBefore) at += 1;
    // Fast path: half of all columns never change.
    if (at === end && first === start) return 1;
    const marks = changed;
    marks.fill(0, 0, this.#bitmapLength);
    let count = 1;
    for (let byte = (at - start) >> 3; byte < this.#bitmapLength; byte += 1) {
      const byteEnd = Math.min(end, start + 8 * byte + 8);
      let bits = 0;
      for (let bit = 1, i = start + 8 * byte; i < byteEnd; i += 1, bit <<= 1) {
        const value = values[i] as number;
        const lowWord = words[i << 1] as number;
        const highWord = words[(i << 1) | 1] as number;
        if (Number.isNaN(value)) {
          this.#markUnknown(i - start);
          continue;
        }
        const difference = (lowWord ^ lowBefore) | (highWord ^ highBefore);
        const differs = (difference | (0 - difference)) >> 31;
        taken[count] = value;
        count -= differs;
        bits |= differs & bit;
        lowBefore = lowWord;
        highBefore = highWord;
      }
      marks[byte] = bits;
    }
    changed[0] = (changed[0] as number) | 1;
    for (let row = 0; row < first - start; row += 1) this.#markUnknown(row);
    return count;
  }

  #markUnknown(row: number): void {
    if (!this.#hasUnknown) unknown.fill(0, 0, this.#bitmapLength);
    this.#hasUnknown = true;
    mark(unknown, row);
  }

  #writeUnknown(): number {
    let isSame = this.#unknownAt >= 0;
    for (let i = 0; i < this.#bitmapLength; i += 1) {
      if (unknown[i] !== packed[this.#unknownAt + i]) isSame = false;
    }
    if (isSame) return UNKNOWN.SAME;
    this.#unknownAt = this.#packedAt;
    this.#writeBitmap(unknown);
    return UNKNOWN.OWN;
  }

  #writeBitmap(bitmap: Uint8Array): void {
    for (let i = 0; i < this.#bitmapLength; i += 1) packed[this.#packedAt++] = bitmap[i] as number;
  }

  #writePoints(count: number): number {
    const exponent = toWholeNumbers(points, count, numbers);
    if (exponent < 0) return this.#writeDoubles(count);
    if (count === 1) {
      packed[this.#packedAt++] = exponent;
      this.#writeNumber(numbers[0] as number);
      return FORM.WHOLE;
    }
    return this.#writeWhole(count, exponent);
  }

  #writeDoubles(count: number): number {
    for (let plane = 0; plane < 8; plane += 1)
      this.#writePlane(plane < plainPlanes(8, count), pointBytes, 8, plane, count);
    return FORM.DOUBLE;
  }

  #writeWhole(count: number, exponent: number): number {
    const whole = numbers;
    const first = whole[0] as number;
    let least = first;
    let most = first;
    let leastStep = Infinity;
    let mostStep = -Infinity;
    let any = 0;
    for (let i = 1, before = first; i < count; i += 1) {
      const number = whole[i] as number;
      const step = number - before;
      if (number < least) least = number;
      if (number > most) most = number;
      if (step < leastStep) leastStep = step;
      if (step > mostStep) mostStep = step;
      any |= step;
      before = number;
    }
    const shift = any === 0 ? 32 : 31 - Math.clz32(any & -any);
    packed[this.#packedAt++] = exponent;
    if (most - least <= mostStep - leastStep) {
      this.#writeNumber(least);
      this.#writeOffsets(0, count, least, most, shift);
      return FORM.WHOLE;
    }
    this.#writeNumber(first);
    this.#writeNumber(leastStep);
    for (let i = count - 1; i > 0; i -= 1) whole[i] = (whole[i] as number) - (whole[i - 1] as number);
    this.#writeOffsets(1, count, leastStep, mostStep, shift);
    return FORM.STEPS;
  }

  /** Writes by how much numbers are more than the least of them, without `shift` bits that are zero in all. */
  #writeOffsets(from: number, count: number, least: number, most: number, shift: number): void {
    const bits = bitsOf((most - least) * 2 ** -shift);
    packed[this.#packedAt++] = shift;
    packed[this.#packedAt++] = bits;
    const tail = tailBits(bits);
    const mask = (1 << tail) - 1;
    const scale = 2 ** -shift;
    const above = 2 ** -tail;
    const whole = numbers;
    const lows = low;
    const out = plain;
    let at = this.#plainAt;
    let held = 0;
    let length = 0;
    for (let i = from; i < count; i += 1) {
      const offset = ((whole[i] as number) - least) * scale;
      lows[i - from] = offset * above;
      held |= (offset & mask) << length;
      length += tail;
      if (length >= 8) {
        out[at++] = held;
        held >>>= 8;
        length -= 8;
      }
    }
    if (length > 0) out[at++] = held;
    this.#plainAt = at;
    const width = Math.ceil((bits - tail) / 8);
    if (width > 4) {
      for (let i = from; i < count; i += 1)
        high[i - from] = (((whole[i] as number) - least) * scale * above) / 2 ** 32;
    }
    const noise = plainPlanes(width, count - from);
    for (let plane = 0; plane < width; plane += 1) {
      this.#writePlane(plane < noise, plane < 4 ? lowBytes : highBytes, 4, plane & 3, count - from);
    }
  }

  #writeNumber(number: number): void {
    this.#packedAt = writeVarint(packed, this.#packedAt, zigzag(number));
  }

  /** Writes one byte of each of so many numbers of `stride` bytes. */
  #writePlane(isPlain: boolean, bytes: Uint8Array, stride: number, from: number, count: number): void {
    if (isPlain) {
      writePlane(plain, this.#plainAt, bytes, stride, from, count);
      this.#plainAt += count;
    } else {
      writePlane(packed, this.#packedAt, bytes, stride, from, count);
      this.#packedAt += count;
    }
  }
}

function writePlane(
  out: Uint8Array,
  at: number,
  bytes: Uint8Array,
  stride: number,
  from: number,
  count: number,
): void {
  for (let i = 0, source = from; i < count; i += 1, source += stride) out[at + i] = bytes[source] as number;
}

/** Bits of a whole number. */
function bitsOf(number: number): number {
  return number < 2 ** 32 ? 32 - Math.clz32(number) : 64 - Math.clz32(number / 2 ** 32);
}
