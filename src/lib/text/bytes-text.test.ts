import assert from 'node:assert/strict';
import { test } from 'node:test';
import { array, assert as check, constantFrom, oneof, property, string, uint8Array } from 'fast-check';
import { bytesText, wholeCharacters } from './bytes-text.ts';

/** The bytes that a text was made of. */
function bytesOf({ text, escaped }: ReturnType<typeof bytesText>): Buffer {
  if (!escaped) return Buffer.from(text);
  const parts = text.split(/(\\\\|\\x[0-9a-f]{2})/).map((part) => {
    if (part === '\\\\') return Buffer.from('\\');
    return part.startsWith('\\x') ? Buffer.from(part.slice(2), 'hex') : Buffer.from(part);
  });
  return Buffer.concat(parts);
}

test('any bytes can be found out from their text, which is well-formed', () => {
  const pieces = oneof(
    uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
    string({ unit: 'grapheme', maxLength: 4 }).map((text) => Buffer.from(text)),
    constantFrom('\\', '\\x41', '\0', '\u001b[31m', '\u202e').map((text) => Buffer.from(text)),
    constantFrom('eda080', 'c080', 'f4908080', 'e2', 'f09f98').map((hex) => Buffer.from(hex, 'hex')),
  );
  check(
    property(array(pieces), (parts) => {
      const bytes = Buffer.concat(parts);
      const made = bytesText(bytes);
      assert.deepEqual(bytesOf(made), bytes);
      assert.ok(made.text.isWellFormed());
    }),
  );
});

test('a character that was cut off is left out, and nothing else', () => {
  const text = 'aé€😀';
  const bytes = Buffer.from(text);
  const whole = Array.from({ length: bytes.length + 1 }, (_, i) =>
    wholeCharacters(bytes.subarray(0, i)).toString(),
  );
  assert.deepEqual(whole, ['', 'a', 'a', 'aé', 'aé', 'aé', 'aé€', 'aé€', 'aé€', 'aé€', text]);
  for (const hex of ['8080', '61ff']) {
    assert.equal(wholeCharacters(Buffer.from(hex, 'hex')).toString('hex'), hex);
  }
});
