/** Characters of a name that a file of it keeps. */
const maxLength = 100;

/**
 * A Content-Disposition that saves the answer as a file of that name. Names are of people and guests: what is no
 * letter, digit, dot or dash becomes `_`, so that neither a path nor a header can be made of them.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { attachment } from './file-name.ts';
 * assert.equal(attachment(['db1', 'cpu.usage'], 'csv'), 'attachment; filename="db1-cpu.usage.csv"');
 * assert.equal(attachment(['../a"b'], 'csv'), 'attachment; filename="_a_b.csv"');
 */
export function attachment(parts: readonly string[], extension: string): string {
  // A file that begins with a dot would be hidden, one with a dash taken for an option.
  const safe = parts
    .join('-')
    .replaceAll(/[^\p{L}\p{N}.-]+/gu, '_')
    .replace(/^[.-]+/, '');
  const name = `${Array.from(safe || '_').slice(0, maxLength).join('')}.${extension}`; // prettier-ignore
  const ascii = name.replaceAll(/[^ -~]/gu, '_');
  const exact = ascii === name ? '' : `; filename*=UTF-8''${encodeURIComponent(name)}`;
  return `attachment; filename="${ascii}"${exact}`;
}
