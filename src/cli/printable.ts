/** What a terminal would obey instead of show, or show in another order: controls, line separators, bidi controls, lone surrogates. */
const obeyed = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/gu;

/**
 * Text that a terminal can only show: VM names and messages come from outside.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { printable } from './printable.ts';
 * assert.equal(printable('a\u001B[2Jb'), 'a\uFFFD[2Jb');
 */
export function printable(text: string): string {
  return text.replaceAll(obeyed, '\uFFFD');
}

/** JSON that a terminal can only show and that still means the same. */
export function printableJson(json: string): string {
  return escapeObeyed(json, (code) => `\\u${code.toString(16).padStart(4, '0')}`);
}

/** XML that a terminal can only show and that still means the same. */
export function printableXml(xml: string): string {
  return escapeObeyed(xml, (code) => `&#x${code.toString(16)};`);
}

function escapeObeyed(text: string, escape: (code: number) => string): string {
  return text.replaceAll(obeyed, (character) =>
    character === '\n' ? '\n' : escape(character.charCodeAt(0)),
  );
}
