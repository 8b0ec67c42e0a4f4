/** What a spreadsheet takes for the beginning of a formula, also after blanks and in the widths of East Asian text. */
const formula = /^\s*[=+\-@＝＋－＠]/;
const harmless = /^[\w .:/()-]*$/;

/**
 * A text as a cell (RFC 4180). A leading apostrophe makes what would be evaluated a text to every spreadsheet; quotes
 * keep it one cell where the separator is another than the comma, too.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { textCell } from './csv.ts';
 * assert.equal(textCell('db1 cpu.usage'), 'db1 cpu.usage');
 * assert.equal(textCell('say "hi", web'), '"say ""hi"", web"');
 * assert.equal(textCell('=HYPERLINK(A1)'), `"'=HYPERLINK(A1)"`);
 */
export function textCell(text: string): string {
  if (formula.test(text)) return quote(`'${text}`);
  return harmless.test(text) ? text : quote(text);
}

/** A number as a cell, exact; empty where it is unknown. */
export function numberCell(value: number): string {
  return Number.isFinite(value) ? String(value) : '';
}

/** An instant (epoch ms) as a cell: ISO 8601 in UTC, without decimals that are nought. */
export function timeCell(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

/** What ends a line. */
export const lineEnd = '\r\n';

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
