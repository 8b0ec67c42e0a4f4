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

/** Numbers as cells with commas between them, exact; empty where they are unknown. JSON writes them so, and fast. */
export function numberCells(values: readonly number[]): string {
  return JSON.stringify(values).slice(1, -1).replaceAll('null', '');
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
