/** What XML 1.0 cannot hold, not even escaped: control characters, lone surrogates, U+FFFE and U+FFFF. */
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const special = /[&<>'"\t\n\r]/g;
const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '"': '&quot;',
  // A parser would turn these into spaces inside an attribute.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
const name = /^[A-Za-z_][\w.-]*$/;

/**
 * Text that stands for itself in content and in attributes with either quote. What XML has no way to say becomes
 * U+FFFD.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { escapeXml } from './xml.ts';
 * assert.equal(escapeXml(`]]> & 'x'\u0000`), ']]&gt; &amp; &apos;x&apos;\uFFFD');
 */
export function escapeXml(text: string): string {
  return text.replaceAll(forbidden, '\uFFFD').replaceAll(special, (character) => references[character] ?? '');
}

/** Whether the text can name an element. Narrower than XML: plain ASCII without colons, and not reserved. */
export function isXmlName(text: string): boolean {
  return name.test(text) && !/^xml/i.test(text);
}

/** ` key='value'` for each attribute. */
export function attributes(of: Readonly<Record<string, string>>): string {
  return Object.entries(of)
    .map(([key, value]) => ` ${key}='${escapeXml(value)}'`)
    .join('');
}
