import { Buffer } from 'node:buffer';

const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** Kept between scans: a fresh buffer of 50 KB costs as much as scanning half of what is in it. */
let scratch = Buffer.allocUnsafeSlow(65_536);
let lent = false;

/**
 * Runs `use` with the 32-bit values of XDR bytes, swapped in one native pass instead of one by one.
 * The words are good for the time of the run.
 */
export function withWords(bytes: Uint8Array, use: (words: Int32Array) => void): void {
  // A sink may start a scan of its own.
  const nested = lent;
  if (!nested && scratch.length < bytes.length) scratch = Buffer.allocUnsafeSlow(bytes.length * 2);
  const buffer = nested ? Buffer.allocUnsafeSlow(bytes.length) : scratch.subarray(0, bytes.length);
  lent = true;
  try {
    buffer.set(bytes);
    if (LITTLE_ENDIAN) buffer.swap32();
    use(new Int32Array(buffer.buffer, buffer.byteOffset, buffer.length >>> 2));
  } finally {
    lent = nested;
  }
}

/** The words of a text, padded with zeros, as `withWords` shows them. */
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
