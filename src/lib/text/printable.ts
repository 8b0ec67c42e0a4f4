/** What a terminal would obey instead of show, or show in another order: controls, line separators, bidi controls, lone surrogates. */
export const obeyed = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/gu;

/**
 * Text that a terminal or a log can only show: VM names and messages come from outside.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { printable } from './printable.ts';
 * assert.equal(printable('a\u001B[2Jb'), 'a\uFFFD[2Jb');
 */
export function printable(text: string): string {
  return text.replaceAll(obeyed, '\uFFFD');
}
