import type { Block } from '../archive-rows.ts';

/** How many rows from `from` on a block has; those that were skipped are none. */
export function countRowsFrom({ firstRow, lastRow, gaps }: Block, from: number): number {
  const first = Math.max(firstRow, from);
  const within = gaps.map((gap) => Math.min(gap.to, lastRow) - Math.max(gap.from, first) + 1);
  const skipped = within.reduce((sum, count) => sum + Math.max(0, count), 0);
  return Math.max(0, lastRow - first + 1 - skipped);
}

/** The newest row up to `to` that a block has, null where it has none. */
export function newestRowUpTo({ firstRow, lastRow, gaps }: Block, to: number): number | null {
  let newest = Math.min(lastRow, to);
  for (const gap of gaps.toReversed()) if (gap.from <= newest && newest <= gap.to) newest = gap.from - 1;
  return newest < firstRow ? null : newest;
}
