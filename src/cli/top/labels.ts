import type { Table } from './table.ts';

const known = new WeakMap<Table['names'], readonly string[]>();

/** What to call each VM: its name, with the start of its UUID where another has the same name or it has none. */
export function labelsOf({ names, ids }: Pick<Table, 'names' | 'ids'>): readonly string[] {
  // Names stay the same list while only values change.
  const before = known.get(names);
  if (before) return before;
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const name of names) (seen.has(name) ? twice : seen).add(name);
  const labels = names.map((name, row) => {
    return name === '' || twice.has(name) ? `${name} ${ids[row]?.slice(0, 8)}`.trim() : name;
  });
  known.set(names, labels);
  return labels;
}
