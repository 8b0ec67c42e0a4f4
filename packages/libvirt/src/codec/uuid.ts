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

/**
 * The 16 bytes of a UUID's text.
 *
 * @throws {RangeError} if the text is not a UUID.
 */
export function parseUuid(text: string): Uint8Array {
  if (!/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)) {
    throw new RangeError(`Cannot read UUID "${text}": not 32 hexadecimal digits with four dashes`);
  }
  const hex = text.replaceAll('-', '');
  return Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16));
}
