/**
 * A text as a selector takes it for itself: in quotes where it has what means something else.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { quoted } from './quoted.ts';
 * assert.equal(`host:${quoted('rack 1')}`, 'host:"rack 1"');
 */
export function quoted(text: string): string {
  const isPlain = /^[\p{L}\p{N}_.][\p{L}\p{N}_.-]*$/u.test(text) && !/^(?:and|or|not)$/i.test(text);
  return isPlain ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
