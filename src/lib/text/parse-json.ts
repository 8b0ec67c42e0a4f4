/**
 * The value of a JSON text, not yet checked; null for what is no JSON.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { parseJson } from './parse-json.ts';
 * assert.deepEqual(parseJson('[1]'), [1]);
 * assert.equal(parseJson('[1'), null);
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
