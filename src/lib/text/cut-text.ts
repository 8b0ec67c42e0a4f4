/**
 * The first `length` characters of a text from outside, as a string of its own: V8 makes a part of a string a view of the
 * whole, and ten characters of a megabyte would keep the megabyte.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { cutText } from './cut-text.ts';
 * assert.equal(cutText('a very long name', 6), 'a very');
 */
export function cutText(text: string, length: number): string {
  return Buffer.from(text.slice(0, length), 'utf16le').toString('utf16le');
}
