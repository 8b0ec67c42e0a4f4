/** Names as people count: web9 before web10. */
export const compareNames = new Intl.Collator('en', { numeric: true }).compare;

const ranks = new WeakMap<readonly string[], Uint32Array>();

/** Place of each row by name. The names of a live table rarely change, so this is done once for many orders. */
export function nameRanks(names: readonly string[]): Uint32Array {
  const known = ranks.get(names);
  if (known) return known;
  const rank = new Uint32Array(names.length);
  const order = names.map((_, row) => row).sort((a, b) => compareNames(names[a] ?? '', names[b] ?? ''));
  for (const [place, row] of order.entries()) rank[row] = place;
  ranks.set(names, rank);
  return rank;
}
