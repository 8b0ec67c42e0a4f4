const collator = new Intl.Collator('en', { numeric: true });

/**
 * The order of texts with numbers in them.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { byNumber } from './by-number.ts';
 * assert.deepEqual(['cpu.10.usage', 'cpu.9.usage'].sort(byNumber), ['cpu.9.usage', 'cpu.10.usage']);
 */
export function byNumber(a: string, b: string): number {
  return collator.compare(a, b);
}
