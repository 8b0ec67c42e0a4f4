import type { Given } from './given.ts';
import type { Common, Kind } from './kind.ts';

/** What a complete configuration, or a part of one, means to the program. */
export function meaningOf<T>(kind: Kind<T>, given: Given, common: Common): T {
  return meaning(kind, given, common) as T;
}

function meaning(kind: Kind, given: Given, common: Common): unknown {
  if (kind.kind === 'field' && given.kind === 'field') return kind.parse(given.value, common);
  if (kind.kind === 'list' && given.kind === 'list') {
    return given.items.map((item) => meaning(kind.of, item, common));
  }
  if (kind.kind === 'map' && given.kind === 'map') {
    return new Map(Array.from(given.keys, ([name, item]) => [name, meaning(kind.of, item, common)]));
  }
  if (kind.kind === 'section' && given.kind === 'section') {
    const { keys } = kind;
    const values = Array.from(given.keys, ([name, child]) => [
      name,
      meaning(keys[name] as Kind, child, common),
    ]);
    return kind.parse(Object.fromEntries(values) as Record<string, unknown>, common);
  }
  throw new Error(`Cannot use what is given as a ${given.kind}: the configuration has a ${kind.kind} there`);
}
