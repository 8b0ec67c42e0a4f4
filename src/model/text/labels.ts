/** Rows of a table, as far as it has them by name and id. */
interface Named {
  readonly names: readonly string[];
  readonly ids: readonly string[];
}

const known = new WeakMap<Named['names'], readonly string[]>();

/**
 * What to call each VM: its name, with the start of its UUID where another has the same name or it has none.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { labelsOf } from './labels.ts';
 * const ids = ['11111111-0', '22222222-0', '33333333-0'];
 * assert.deepEqual(labelsOf({ names: ['web', 'db', 'web'], ids }), ['web 11111111', 'db', 'web 33333333']);
 */
export function labelsOf({ names, ids }: Named): readonly string[] {
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
