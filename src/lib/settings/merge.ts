import type { Given } from './given.ts';

/**
 * What two places say together, of which the later wins: sections and maps key by key, also inside of an element that
 * both have; a value and a list as a whole.
 */
export function merge<G extends Given>(earlier: G | null, later: G | null): G | null {
  if (!earlier || !later) return later ?? earlier;
  if (
    earlier.kind === 'field' ||
    earlier.kind === 'list' ||
    later.kind === 'field' ||
    later.kind === 'list'
  ) {
    return later;
  }
  const keys = new Map(earlier.keys);
  for (const [name, given] of later.keys) keys.set(name, merge(keys.get(name) ?? null, given) as Given);
  return { ...later, keys };
}
