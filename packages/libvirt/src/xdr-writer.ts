import { Buffer } from 'node:buffer';
import { MAX_STRING_BYTES } from './xdr-reader.ts';

const f64 = new Float64Array(1);
const f64Bytes = new Uint8Array(f64.buffer);

/**
 * Writes XDR (RFC 4506) values into a buffer that grows.
 *
 * @throws {RangeError} from the writing methods when a value does not fit its type.
 */
export class XdrWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(initialBytes = 256) {
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(initialBytes, 64));
  }

  get length(): number {
    return this.#length;
  }

  /** What was written, as a view that the next write after `reset` overwrites. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Forgets what was written and keeps the buffer. */
  reset(): void {
    this.#length = 0;
  }

  int32(value: number): void {
    if (value !== (value | 0)) throw new RangeError(`Cannot write ${value}: not a signed 32-bit integer`);
    this.#store(value);
  }

  uint32(value: number): void {
    if (value !== value >>> 0) throw new RangeError(`Cannot write ${value}: not an unsigned 32-bit integer`);
    this.#store(value);
  }

  hyper(value: bigint): void {
    if (BigInt.asIntN(64, value) !== value) {
      throw new RangeError(`Cannot write ${value}: not a signed 64-bit integer`);
    }
    this.#store64(value);
  }

  uhyper(value: bigint): void {
    if (BigInt.asUintN(64, value) !== value) {
      throw new RangeError(`Cannot write ${value}: not an unsigned 64-bit integer`);
    }
    this.#store64(value);
  }

  double(value: number): void {
    f64[0] = value;
    const start = this.#grow(8);
    for (let i = 0; i < 8; i += 1) this.#buffer[start + i] = f64Bytes[7 - i]!;
  }

  bool(value: boolean): void {
    this.#store(value ? 1 : 0);
  }

  /** Bytes with their length before them. */
  opaque(bytes: Uint8Array): void {
    this.uint32(bytes.length);
    this.fixedOpaque(bytes);
  }

  /** Bytes of a length both sides know. */
  fixedOpaque(bytes: Uint8Array): void {
    this.raw(bytes);
    this.#pad(bytes.length);
  }

  string(value: string, maxBytes = MAX_STRING_BYTES): void {
    const length = Buffer.byteLength(value);
    if (length > maxBytes) {
      throw new RangeError(`Cannot write a string of ${length} bytes: the limit is ${maxBytes}`);
    }
    this.#store(length);
    const start = this.#grow(length);
    this.#buffer.write(value, start, length, 'utf8');
    this.#pad(length);
  }

  /** Bytes that are XDR already, such as a part encoded once and sent often. */
  raw(bytes: Uint8Array): void {
    const start = this.#grow(bytes.length);
    this.#buffer.set(bytes, start);
  }

  /** Overwrites four bytes written before, such as a length known only at the end. */
  patchUint32(offset: number, value: number): void {
    if (offset < 0 || offset + 4 > this.#length)
      throw new RangeError(`Cannot patch at ${offset}: not written`);
    this.#buffer.writeUInt32BE(value, offset);
  }

  #pad(length: number): void {
    const pad = -length & 3;
    const start = this.#grow(pad);
    for (let i = 0; i < pad; i += 1) this.#buffer[start + i] = 0;
  }

  #store(value: number): void {
    const start = this.#grow(4);
    const b = this.#buffer;
    b[start] = value >>> 24;
    b[start + 1] = value >>> 16;
    b[start + 2] = value >>> 8;
    b[start + 3] = value;
  }

  #store64(value: bigint): void {
    this.#store(Number((value >> 32n) & 0xffff_ffffn));
    this.#store(Number(value & 0xffff_ffffn));
  }

  #grow(count: number): number {
    const start = this.#length;
    const end = start + count;
    if (end > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(end, this.#buffer.length * 2));
      larger.set(this.#buffer.subarray(0, start));
      this.#buffer = larger;
    }
    this.#length = end;
    return start;
  }
}
