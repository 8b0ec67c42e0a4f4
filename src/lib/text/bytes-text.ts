import { isUtf8 } from 'node:buffer';

/** Bytes as a text that they can be found out from again. */
export interface BytesText {
  readonly text: string;
  /** The bytes are not UTF-8: those that are none are `\xff`, and a backslash is `\\`. */
  readonly escaped: boolean;
}

/** A character of UTF-8 as Latin-1 shows its bytes, a backslash, or a byte that is no part of one. */
const parts =
  /[\0-\x5B\x5D-\x7F]+|\\|[\xC2-\xDF][\x80-\xBF]|\xE0[\xA0-\xBF][\x80-\xBF]|[\xE1-\xEC\xEE\xEF][\x80-\xBF]{2}|\xED[\x80-\x9F][\x80-\xBF]|\xF0[\x90-\xBF][\x80-\xBF]{2}|[\xF1-\xF3][\x80-\xBF]{3}|\xF4[\x80-\x8F][\x80-\xBF]{2}|[^]/g;

/**
 * Text of bytes that should be UTF-8.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { bytesText } from './bytes-text.ts';
 * assert.deepEqual(bytesText(Buffer.from('é \\')), { text: 'é \\', escaped: false });
 * assert.deepEqual(bytesText(Buffer.from([0xc3, 0xa9, 0x5c, 0xff])), { text: 'é\\\\\\xff', escaped: true });
 */
export function bytesText(bytes: Buffer): BytesText {
  if (isUtf8(bytes)) return { text: bytes.toString('utf8'), escaped: false };
  const text = bytes.toString('latin1').replaceAll(parts, (part) => {
    if (part === '\\') return '\\\\';
    if (part.length > 1 || part < '\x80') return Buffer.from(part, 'latin1').toString('utf8');
    return `\\x${part.charCodeAt(0).toString(16)}`;
  });
  return { text, escaped: true };
}

/** The bytes without a last character of UTF-8 that was cut off in its middle. */
export function wholeCharacters(bytes: Buffer): Buffer {
  const lead = bytes.findLastIndex((byte) => (byte & 0xc0) !== 0x80);
  const byte = bytes[lead] ?? 0;
  const length = byte >= 0xf8 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
  return lead >= 0 && lead + length > bytes.length ? bytes.subarray(0, lead) : bytes;
}
