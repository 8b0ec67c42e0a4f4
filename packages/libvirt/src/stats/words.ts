import { Buffer } from 'node:buffer';

const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** Kept between scans: a fresh buffer of 50 KB costs as much as scanning half of what is in it. */
let scratch = Buffer.allocUnsafeSlow(65_536);
let lent = false;

/**
 * The 32-bit values of XDR bytes, swapped in one native pass instead of one by one. They are good until they are
 * disposed of; a second loan meanwhile gets memory of its own.
 */
export class LentWords implements Disposable {
  readonly words: Int32Array;
  readonly #isScratch: boolean;

  constructor(bytes: Uint8Array) {
    this.#isScratch = !lent;
    if (this.#isScratch && scratch.length < bytes.length) scratch = Buffer.allocUnsafeSlow(bytes.length * 2);
    const buffer = this.#isScratch ? scratch.subarray(0, bytes.length) : Buffer.allocUnsafeSlow(bytes.length);
    lent = true;
    buffer.set(bytes);
    if (LITTLE_ENDIAN) buffer.swap32();
    this.words = new Int32Array(buffer.buffer, buffer.byteOffset, buffer.length >>> 2);
  }

  [Symbol.dispose](): void {
    if (this.#isScratch) lent = false;
  }
}

/** The words of a text, padded with zeros, as `LentWords` shows them. */
export function textWords(text: string): { words: Int32Array; length: number } {
  const bytes = Buffer.from(text);
  const words = new Int32Array((bytes.length + 3) >>> 2);
  for (const [i, byte] of bytes.entries()) words[i >>> 2]! |= byte << (24 - (i & 3) * 8);
  return { words, length: bytes.length };
}

/** The bytes of text in words. */
export function wordsText(words: Int32Array, start: number, length: number): string {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i < length; i += 1) bytes[i] = words[start + (i >>> 2)]! >>> (24 - (i & 3) * 8);
  return bytes.toString('utf8');
}
