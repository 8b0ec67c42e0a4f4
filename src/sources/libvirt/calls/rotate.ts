/**
 * A list that begins with `first` and has what was before it at its end: what a round had no time for is first in the next.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { rotate } from './rotate.ts';
 * assert.deepEqual(rotate(['a', 'b', 'c'], 'b'), ['b', 'c', 'a']);
 * assert.deepEqual(rotate(['a', 'b', 'c'], null), ['a', 'b', 'c']);
 */
export function rotate<V>(list: readonly V[], first: V | null): readonly V[] {
  const at = first === null ? -1 : list.indexOf(first);
  return at <= 0 ? list : [...list.slice(at), ...list.slice(0, at)];
}
