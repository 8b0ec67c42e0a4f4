import { ChunkError } from '../error.ts';
import type { ByteReader } from './byte-reader.ts';
import { DIVISORS, KIND, MASK } from './column-kind.ts';

// Lent to one decoder at a time, like those of the encoder.
const cell = new Float64Array(1);
const words = new Uint32Array(cell.buffer);

/** Reads one column after the other: next() its head, then values() where they are wanted. */
export class ColumnDecoder {
  readonly #reader: ByteReader;
  readonly #rows: number;
  #kind = 0;
  #masked = false;
  #maskAt = -1;
  #divisor = 1;
  #width = 0;
  #base = 0;
  #planesAt = 0;

  constructor(reader: ByteReader, rows: number) {
    this.#reader = reader;
    this.#rows = rows;
  }

  /** @throws {ChunkError} when there is no further column */
  next(): void {
    const reader = this.#reader;
    const head = reader.byte();
    this.#kind = head & 0x0f;
    this.#readMask(head & 0xf0);
    switch (this.#kind) {
      case KIND.UNKNOWN:
        return;
      case KIND.CONSTANT:
        this.#readNumber(false);
        return;
      case KIND.CONSTANT_DOUBLE:
        this.#base = reader.double();
        this.#divisor = 1;
        return;
      case KIND.DECIMAL:
        this.#readNumber(true);
        break;
      case KIND.DOUBLE:
        this.#width = 8;
        break;
      default:
        throw new ChunkError(`a column has kind ${this.#kind}`);
    }
    this.#planesAt = reader.take(this.#width * this.#rows);
  }

  /** @throws {ChunkError} when bytes follow the columns read */
  end(): void {
    this.#reader.end();
  }

  /** Fills `into` from `start` on. */
  values(into: Float64Array, start: number): void {
    const end = start + this.#rows;
    if (this.#kind === KIND.DECIMAL) this.#decimals(into, start);
    else if (this.#kind === KIND.DOUBLE) this.#doubles(into, start);
    else if (this.#kind === KIND.UNKNOWN) into.fill(NaN, start, end);
    else into.fill(this.#base / this.#divisor, start, end);
    if (!this.#masked) return;
    const { bytes } = this.#reader;
    for (let row = 0; row < this.#rows; row += 1) {
      if ((((bytes[this.#maskAt + (row >> 3)] as number) >> (row & 7)) & 1) === 1) into[start + row] = NaN;
    }
  }

  #readMask(mask: number): void {
    if (mask === MASK.OWN) this.#maskAt = this.#reader.take(Math.ceil(this.#rows / 8));
    else if (mask !== MASK.NONE && (mask !== MASK.SAME || this.#maskAt < 0)) {
      throw new ChunkError(`a column has mask ${mask >> 4}`);
    }
    this.#masked = mask !== MASK.NONE;
  }

  #readNumber(withWidth: boolean): void {
    const divisor = DIVISORS[this.#reader.byte()];
    if (divisor === undefined) throw new ChunkError('a column has an unknown divisor');
    this.#divisor = divisor;
    if (withWidth) {
      this.#width = this.#reader.byte();
      if (this.#width > 7) throw new ChunkError(`a column has width ${this.#width}`);
    }
    this.#base = unzigzag(this.#reader.varint());
  }

  #decimals(into: Float64Array, start: number): void {
    const { bytes } = this.#reader;
    let number = this.#base;
    for (let row = 0; row < this.#rows; row += 1) {
      let coded = 0;
      let at = this.#planesAt + (this.#width - 1) * this.#rows + row;
      for (let plane = 0; plane < this.#width; plane += 1, at -= this.#rows) {
        coded = coded * 256 + (bytes[at] as number);
      }
      number += unzigzag(coded);
      into[start + row] = number / this.#divisor;
    }
  }

  #doubles(into: Float64Array, start: number): void {
    let low = 0;
    let high = 0;
    for (let row = 0; row < this.#rows; row += 1) {
      low ^= this.#word(this.#planesAt + row);
      high ^= this.#word(this.#planesAt + 4 * this.#rows + row);
      words[0] = low;
      words[1] = high;
      into[start + row] = cell[0] as number;
    }
  }

  /** The bytes of four planes at one row, the first as the lowest. */
  #word(at: number): number {
    const { bytes } = this.#reader;
    const rows = this.#rows;
    return (
      (bytes[at] as number) |
      ((bytes[at + rows] as number) << 8) |
      ((bytes[at + 2 * rows] as number) << 16) |
      ((bytes[at + 3 * rows] as number) << 24)
    );
  }
}

function unzigzag(coded: number): number {
  return coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
}
