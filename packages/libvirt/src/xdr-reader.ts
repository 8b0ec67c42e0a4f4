import { ProtocolError } from './error.ts';

const f64 = new Float64Array(1);
const f64Bytes = new Uint8Array(f64.buffer);
const utf8 = new TextDecoder();

/** The longest string libvirt puts on the wire, in bytes. */
export const MAX_STRING_BYTES = 4_194_304;

/**
 * Reads XDR (RFC 4506) values from a byte array, every access checked against its end.
 *
 * @throws {ProtocolError} from every reading method when the bytes end too early or break a limit.
 */
export class XdrReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  offset: number;

  constructor(bytes: Uint8Array, offset = 0, end = bytes.length) {
    if (offset < 0 || end > bytes.length || offset > end) {
      throw new RangeError(`Cannot read XDR: range ${offset}..${end} of ${bytes.length} bytes`);
    }
    this.bytes = bytes;
    this.offset = offset;
    this.end = end;
  }

  get remaining(): number {
    return this.end - this.offset;
  }

  /** Advances over `count` bytes and returns where they start. */
  skip(count: number): number {
    const start = this.offset;
    if (count > this.end - start) {
      throw new ProtocolError(`Cannot read ${count} bytes at ${start}: only ${this.end - start} are left`);
    }
    this.offset = start + count;
    return start;
  }

  int32(): number {
    const start = this.skip(4);
    const b = this.bytes;
    return (b[start]! << 24) | (b[start + 1]! << 16) | (b[start + 2]! << 8) | b[start + 3]!;
  }

  /** Two calls read a 64-bit value as its high and low halves without a bigint. */
  uint32(): number {
    return this.int32() >>> 0;
  }

  hyper(): bigint {
    const high = BigInt(this.int32());
    return (high << 32n) | BigInt(this.uint32());
  }

  uhyper(): bigint {
    const high = BigInt(this.uint32());
    return (high << 32n) | BigInt(this.uint32());
  }

  double(): number {
    const start = this.skip(8);
    for (let i = 0; i < 8; i += 1) f64Bytes[i] = this.bytes[start + 7 - i]!;
    return f64[0]!;
  }

  /** A boolean that must be exactly 0 or 1, which catches most misaligned frames. */
  bool(): boolean {
    const value = this.uint32();
    if (value > 1) throw new ProtocolError(`Cannot read a boolean at ${this.offset - 4}: it is ${value}`);
    return value === 1;
  }

  /** An array's length, refused when over `max` or when `minBytes` an item would not fit. */
  count(max: number, minBytes: number): number {
    const count = this.uint32();
    if (count > max) throw new ProtocolError(`Cannot read an array of ${count} items: the limit is ${max}`);
    if (count * minBytes > this.remaining) {
      throw new ProtocolError(
        `Cannot read an array of ${count} items: only ${this.remaining} bytes are left`,
      );
    }
    return count;
  }

  /** Bytes with a length before them, as a view that is not copied. */
  opaque(max: number): Uint8Array {
    const length = this.uint32();
    if (length > max) throw new ProtocolError(`Cannot read ${length} bytes: the limit is ${max}`);
    return this.fixedOpaque(length);
  }

  /** Bytes of a length both sides know, as a view that is not copied. */
  fixedOpaque(length: number): Uint8Array {
    const start = this.skip(length);
    this.#skipPad(length);
    return this.bytes.subarray(start, start + length);
  }

  /** Text; invalid UTF-8 (guest agents send it) becomes U+FFFD. */
  string(maxBytes = MAX_STRING_BYTES): string {
    const length = this.uint32();
    if (length > maxBytes) {
      throw new ProtocolError(`Cannot read a string of ${length} bytes: the limit is ${maxBytes}`);
    }
    const start = this.skip(length);
    this.#skipPad(length);
    return readText(this.bytes, start, start + length);
  }

  /** Refuses bytes left over, the sign of a struct read with the wrong shape. */
  finish(): void {
    if (this.remaining > 0)
      throw new ProtocolError(`Cannot accept message: ${this.remaining} bytes left over`);
  }

  #skipPad(length: number): void {
    const pad = -length & 3;
    const start = this.skip(pad);
    for (let i = 0; i < pad; i += 1) {
      if (this.bytes[start + i] !== 0) throw new ProtocolError(`Cannot read padding at ${start}: not zero`);
    }
  }
}

/** Text of `bytes[start..end)`; short ASCII, the common case, takes no decoder call. */
export function readText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > 64) return utf8.decode(bytes.subarray(start, end));
  let text = '';
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i]!;
    if (byte > 0x7f) return utf8.decode(bytes.subarray(start, end));
    text += String.fromCharCode(byte);
  }
  return text;
}
