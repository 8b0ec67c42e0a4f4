import { nearest } from '../../model/select/nearest.ts';
import type { Kind, Section } from './kind.ts';

/**
 * What to say of a key that a section has not.
 *
 * @param path of the section, '' for the root.
 */
export function unknownKey(
  name: string,
  section: Section<unknown>,
  path: string,
  root: Section<unknown>,
): string {
  const shown = JSON.stringify(name.slice(0, 60));
  if (isDottedKey(name, root)) {
    const [first, ...rest] = name.split('.');
    return `${shown} is written in sections: ${first}: with ${rest.join('.')}: indented below it`;
  }
  const meant = nearest(name, Object.keys(section.keys));
  const where = path === '' ? 'known keys are' : `known keys of ${path} are`;
  return `unknown key ${shown}${meant ? `, did you mean "${meant}"` : ''}: ${where} ${knownKeys(section)}`;
}

export function knownKeys({ keys }: Section<unknown>): string {
  return Object.keys(keys).join(', ');
}

/** The field, list or map of a dotted path through sections, null where there is none. */
export function kindAt(root: Section<unknown>, path: string): Exclude<Kind, Section<unknown>> | null {
  let kind: Kind = root;
  for (const name of path.split('.')) {
    if (kind.kind !== 'section' || !Object.hasOwn(kind.keys, name)) return null;
    kind = kind.keys[name] as Kind;
  }
  return kind.kind === 'section' ? null : kind;
}

/** Whether a key is one of several sections' names and its own, as it stands in the documentation. */
function isDottedKey(name: string, root: Section<unknown>): boolean {
  return name.includes('.') && kindAt(root, name) !== null;
}
