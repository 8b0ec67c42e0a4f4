import { ChunkError } from '../../../error.ts';

/** Reads a body from front to back and refuses to read past its end. */
export class ByteReader {
  readonly bytes: Uint8Array;
  at = 0;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Takes `length` bytes and gives where they begin. */
  take(length: number): number {
    const start = this.at;
    if (length > this.bytes.length - start) throw new ChunkError('it ends too early');
    this.at = start + length;
    return start;
  }

  byte(): number {
    return this.#view.getUint8(this.take(1));
  }

  double(): number {
    return this.#view.getFloat64(this.take(8), true);
  }

  /** A whole number of up to 53 bits, 7 bits a byte, lowest first. */
  varint(): number {
    let value = 0;
    for (let factor = 1; factor < 2 ** 56; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128 && value <= Number.MAX_SAFE_INTEGER) return value;
    }
    throw new ChunkError('a number has more than 53 bits');
  }

  /** @throws {ChunkError} when bytes are left */
  end(): void {
    if (this.at !== this.bytes.length) throw new ChunkError('bytes follow its end');
  }
}
