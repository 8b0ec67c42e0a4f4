import type { Codec } from './codec.ts';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** A UUID: 16 raw bytes on the wire, lower-case text with dashes as a value. */
export const uuid: Codec<string> = {
  minBytes: 16,
  encode: (writer, value) => writer.raw(parseUuid(value)),
  decode: (reader) => formatUuid(reader.bytes, reader.skip(16)),
};

/** The text of the UUID whose 16 bytes begin at `offset`. */
export function formatUuid(bytes: Uint8Array, offset = 0): string {
  let text = '';
  for (let i = 0; i < 16; i += 1) {
    if (i === 4 || i === 6 || i === 8 || i === 10) text += '-';
    text += HEX[bytes[offset + i]!];
  }
  return text;
}

const DASH = 0x2d;
const NO_DIGIT = 0x100;

/** The value of a hexadecimal digit by its character code, `NO_DIGIT` for any other below 128. */
const DIGITS = Uint16Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? NO_DIGIT : value;
});

/**
 * The 16 bytes of a UUID's text. Digit by digit: a request about a thousand domains reads a thousand of them.
 *
 * @throws {RangeError} if the text is not a UUID.
 */
export function parseUuid(text: string): Uint8Array {
  const bytes = new Uint8Array(16);
  let at = 0;
  let wrong = text.length === 36 ? 0 : NO_DIGIT;
  for (let i = 0; i < 16; i += 1) {
    if (i === 4 || i === 6 || i === 8 || i === 10) wrong |= text.charCodeAt(at++) === DASH ? 0 : NO_DIGIT;
    const value = (digit(text, at) << 4) | digit(text, at + 1);
    at += 2;
    wrong |= value > 0xff ? NO_DIGIT : 0;
    bytes[i] = value;
  }
  if (wrong === 0) return bytes;
  throw new RangeError(`Cannot read UUID "${text}": not 32 hexadecimal digits with four dashes`);
}

function digit(text: string, at: number): number {
  return DIGITS[text.charCodeAt(at)] ?? NO_DIGIT;
}
