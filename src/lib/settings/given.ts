import type { Scalar } from './kind.ts';

/** One thing wrong with a configuration, and where. */
export interface ConfigProblem {
  /** `FILE:LINE:COL`, the file alone, or the option of the command line. */
  readonly at: string;
  readonly message: string;
}

/** Where a value came from and what it is, as it would be written in the file. */
export interface Setting {
  readonly value: Scalar;
  /** `default`, `FILE:LINE:COL` of its key or, in a list, of its element, or the option of the command line. */
  readonly origin: string;
}

/** What is given of a kind: by one file all that it says, in effect everything. */
export type Given =
  | ({ readonly kind: 'field' } & Setting)
  | { readonly kind: 'section' | 'map'; readonly keys: ReadonlyMap<string, Given>; readonly origin: string }
  | { readonly kind: 'list'; readonly items: readonly Given[]; readonly origin: string };

/** A section, and everything that a configuration or a file of it is. */
export type GivenSection = Extract<Given, { kind: 'section' | 'map' }>;

/** What one place says, and what is wrong there. */
export interface Layer {
  readonly given: GivenSection | null;
  readonly problems: readonly ConfigProblem[];
}

/** Path of an element or of a key. */
export function pathOf(parent: string, name: string | number): string {
  if (typeof name === 'number') return `${parent}[${name}]`;
  return parent === '' ? name : `${parent}.${name}`;
}

/** Every value by its path: `libvirt.uri`, `sources[0].uri`, `receivers.ops.url`. */
export function flatten(given: Given, path = ''): [path: string, setting: Setting][] {
  if (given.kind === 'field') return [[path, { value: given.value, origin: given.origin }]];
  const children = given.kind === 'list' ? given.items.entries() : given.keys;
  return Array.from(children as Iterable<[string | number, Given]>).flatMap(([name, child]) =>
    flatten(child, pathOf(path, name)),
  );
}
