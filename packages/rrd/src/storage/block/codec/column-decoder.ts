import { ChunkError } from '../../../error.ts';
import { bitmapLength, countMarked, spread } from './bitmap.ts';
import { ByteReader } from './byte-reader.ts';
import { DIVISORS, FORM, plainPlanes, POINTS, tailBits, tailLength, UNKNOWN } from './column-head.ts';
import { unzigzag } from './whole-number.ts';

/** No offset is longer: the whole numbers have less than 51 bits. */
const BITS_LIMIT = 53;

/** Reads one column after the other: next() its head, then values() where they are wanted. */
export class ColumnDecoder {
  readonly #packed: ByteReader;
  readonly #plain: ByteReader;
  readonly #rows: number;
  #points = 0;
  #form = 0;
  /** Points that are written. */
  #count = 0;
  #changedAt = 0;
  #hasUnknown = false;
  #unknownAt = -1;
  #divisor = 1;
  #first = 0;
  #least = 0;
  #scale = 1;
  #tail = 0;
  #tailAt = 0;
  #width = 0;
  #plainPlanes = 0;
  #planeLength = 0;
  #packedAt = 0;
  #plainAt = 0;

  constructor(packed: Uint8Array, plain: Uint8Array, rows: number) {
    this.#packed = new ByteReader(packed);
    this.#plain = new ByteReader(plain);
    this.#rows = rows;
  }

  /** @throws {ChunkError} when there is no further column */
  next(): void {
    const head = this.#packed.byte();
    this.#points = head & POINTS.MASK;
    this.#form = head & FORM.MASK;
    this.#readUnknown(head & UNKNOWN.MASK);
    this.#count = this.#readCount();
    if (this.#points === POINTS.NONE) return;
    if (this.#rows === 0) throw new ChunkError('a column has points and no rows');
    if (this.#form === FORM.DOUBLE) this.#skipPlanes(this.#count, 8);
    else if (this.#form === FORM.WHOLE || this.#form === FORM.STEPS) this.#readWhole();
    else throw new ChunkError('a column has an unknown form');
  }

  /** @throws {ChunkError} when bytes follow the columns read */
  end(): void {
    this.#packed.end();
    this.#plain.end();
  }

  /** Fills `into` from `start` on. */
  values(into: Float64Array, start: number): void {
    const rows = this.#rows;
    const { bytes } = this.#packed;
    if (this.#points === POINTS.NONE) {
      into.fill(NaN, start, start + rows);
      return;
    }
    if (this.#form === FORM.DOUBLE) this.#doubles(into, start);
    else if (this.#form === FORM.WHOLE) this.#whole(into, start);
    else this.#steps(into, start);
    if (this.#points === POINTS.ONE) into.fill(into[start] as number, start, start + rows);
    else if (this.#points === POINTS.SOME) spread(into, start, rows, bytes, this.#changedAt);
    if (!this.#hasUnknown) return;
    for (let row = 0; row < rows; row += 1) {
      if ((((bytes[this.#unknownAt + (row >> 3)] as number) >> (row & 7)) & 1) === 1) into[start + row] = NaN;
    }
  }

  #readUnknown(kind: number): void {
    if (kind === UNKNOWN.OWN) {
      this.#unknownAt = this.#packed.take(bitmapLength(this.#rows));
    } else if (kind !== UNKNOWN.NONE && (kind !== UNKNOWN.SAME || this.#unknownAt < 0)) {
      throw new ChunkError('a column has unknown rows of an unknown kind');
    }
    this.#hasUnknown = kind !== UNKNOWN.NONE;
  }

  #readCount(): number {
    if (this.#points === POINTS.NONE) return 0;
    if (this.#points === POINTS.ONE) return 1;
    if (this.#points === POINTS.EACH) return this.#rows;
    const { bytes } = this.#packed;
    this.#changedAt = this.#packed.take(bitmapLength(this.#rows));
    const count = countMarked(bytes, this.#changedAt, this.#rows);
    if (((bytes[this.#changedAt] as number) & 1) === 0 || count > this.#rows) {
      throw new ChunkError('a column has marks where it has no rows, or none at its first');
    }
    return count;
  }

  #readWhole(): void {
    const reader = this.#packed;
    const divisor = DIVISORS[reader.byte()];
    if (divisor === undefined) throw new ChunkError('a column has an unknown divisor');
    this.#divisor = divisor;
    this.#least = unzigzag(reader.varint());
    this.#first = this.#least;
    const isSteps = this.#form === FORM.STEPS;
    if (this.#points === POINTS.ONE) {
      if (isSteps) throw new ChunkError('a column has steps from one point');
      this.#tail = 0;
      this.#skipPlanes(1, 0);
      return;
    }
    if (isSteps) this.#least = unzigzag(reader.varint());
    const shift = reader.byte();
    const bits = reader.byte();
    if (shift + bits > BITS_LIMIT) throw new ChunkError('a column has wider numbers than fit');
    const count = isSteps ? this.#count - 1 : this.#count;
    this.#scale = 2 ** shift;
    this.#tail = tailBits(bits);
    this.#tailAt = this.#plain.take(tailLength(bits, count));
    this.#skipPlanes(count, Math.ceil((bits - this.#tail) / 8));
  }

  #skipPlanes(count: number, width: number): void {
    this.#planeLength = count;
    this.#width = width;
    this.#plainPlanes = plainPlanes(width, count);
    this.#plainAt = this.#plain.take(this.#plainPlanes * count);
    this.#packedAt = this.#packed.take((width - this.#plainPlanes) * count);
  }

  /** Adds up the planes, the highest first, to offsets without their zero bits. */
  #offsets(into: Float64Array, start: number): void {
    const count = this.#planeLength;
    into.fill(0, start, start + count);
    for (let plane = this.#width - 1; plane >= 0; plane -= 1) {
      const { bytes, at } = this.#plane(plane);
      for (let i = 0; i < count; i += 1) {
        into[start + i] = (into[start + i] as number) * 256 + (bytes[at + i] as number);
      }
    }
    if (this.#tail > 0) this.#addTails(into, start);
  }

  #whole(into: Float64Array, start: number): void {
    this.#offsets(into, start);
    for (let i = start; i < start + this.#count; i += 1) {
      into[i] = (this.#least + (into[i] as number) * this.#scale) / this.#divisor;
    }
  }

  #steps(into: Float64Array, start: number): void {
    this.#offsets(into, start + 1);
    let number = this.#first;
    into[start] = number / this.#divisor;
    for (let i = start + 1; i < start + this.#count; i += 1) {
      number += this.#least + (into[i] as number) * this.#scale;
      into[i] = number / this.#divisor;
    }
  }

  #doubles(into: Float64Array, start: number): void {
    const out = new Uint8Array(into.buffer, into.byteOffset + 8 * start, 8 * this.#count);
    for (let plane = 0; plane < 8; plane += 1) {
      const { bytes, at } = this.#plane(plane);
      for (let i = 0; i < this.#count; i += 1) out[8 * i + plane] = bytes[at + i] as number;
    }
  }

  /** Puts the lowest bits of all offsets in their place. */
  #addTails(into: Float64Array, start: number): void {
    const { bytes } = this.#plain;
    const tail = this.#tail;
    const factor = 2 ** tail;
    let at = this.#tailAt;
    let held = 0;
    let length = 0;
    for (let i = start; i < start + this.#planeLength; i += 1) {
      if (length < tail) {
        held |= (bytes[at++] as number) << length;
        length += 8;
      }
      into[i] = (into[i] as number) * factor + (held & (factor - 1));
      held >>>= tail;
      length -= tail;
    }
  }

  #plane(plane: number): { bytes: Uint8Array; at: number } {
    const plain = this.#plainPlanes;
    return plane < plain
      ? { bytes: this.#plain.bytes, at: this.#plainAt + plane * this.#planeLength }
      : { bytes: this.#packed.bytes, at: this.#packedAt + (plane - plain) * this.#planeLength };
  }
}
