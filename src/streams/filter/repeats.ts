/**
 * How many times a regular expression repeats its most repeated part: the product of the counts around it.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { repeats } from './repeats.ts';
 * assert.equal(repeats('(a{10}b{2,5}){3}c{20}'), 30);
 * assert.equal(repeats('a{2,}'), 2);
 * assert.equal(repeats('[{9}]\\{9}'), 1);
 */
export function repeats(pattern: string): number {
  /** The highest product of each group that is open, the outermost first. */
  const open = [1];
  let last = 1;
  for (const [part, least, most] of pattern.matchAll(
    /\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(\d+)(?:,(\d*))?\}|[^]/gu,
  )) {
    if (part === '(') open.push(1);
    if (least !== undefined) last *= Math.max(1, Number(least), Number(most ?? 0));
    else if (part !== '?') last = part === ')' && open.length > 1 ? (open.pop() ?? 1) : 1;
    open[open.length - 1] = Math.max(open.at(-1) ?? 1, last);
  }
  return Math.max(...open);
}
