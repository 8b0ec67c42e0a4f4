/**
 * All in their order, so many at a time, one at least; `most` need not be whole.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { chunk } from './chunk.ts';
 * assert.deepEqual(chunk([1, 2, 3], 2.5), [[1, 2], [3]]);
 * assert.deepEqual(chunk([1, 2], 0), [[1], [2]]);
 * assert.deepEqual(chunk([1, 2], Infinity), [[1, 2]]);
 * assert.deepEqual(chunk([], 2), []);
 */
export function chunk<T>(all: readonly T[], most: number): T[][] {
  const size = Math.max(1, Math.min(all.length, Math.floor(most)));
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
