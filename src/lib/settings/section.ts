import {
  MAX_ELEMENTS,
  type Common,
  type Kind,
  type List,
  type Named,
  type Section,
  type Values,
} from './kind.ts';

type Keys = Readonly<Record<string, Kind>>;

interface SectionOptions<K extends Keys, T> {
  /** @default the meanings of its keys */
  readonly parse?: (values: Values<K>, common: Common) => T;
  readonly check?: (value: T, common: Pick<Common, 'intervalMs'>) => void;
  readonly takesOneForAll?: boolean;
}

/**
 * Keys that belong together, in the order in which they are shown.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { count, flag } from './field.ts';
 * import { section } from './section.ts';
 * const agents = section({
 *   enabled: flag({ description: 'Whether agents are asked.', default: false }),
 *   most: count(1, 9, { description: 'Agents at one time.', default: 2 }),
 * }, { parse: ({ enabled, most }) => (enabled ? most : 0) });
 * assert.equal(agents.parse({ enabled: true, most: 2 }, { intervalMs: 5000, home: '/' }), 2);
 */
export function section<const K extends Keys, T = Values<K>>(
  keys: K,
  { parse, check, takesOneForAll = false }: SectionOptions<K, T> = {},
): Section<T> {
  return {
    kind: 'section',
    keys,
    takesOneForAll,
    parse: (values, common) => (parse ? parse(values as Values<K>, common) : (values as T)),
    ...(check && { check }),
  };
}

interface ManyOptions<T> {
  /** What it is a list or a map of: `receivers`. */
  readonly what: string;
  readonly description: string;
  /** Elements at most. @default 10000, which is also the most of all lists and maps together */
  readonly most?: number;
  /** Refuses elements that are wrong together. */
  readonly check?: (elements: T, common: Pick<Common, 'intervalMs'>) => void;
}

/** Any number of elements, in order. */
export function list<T>(
  of: Kind<T>,
  { what, description, most = MAX_ELEMENTS, check }: ManyOptions<readonly T[]>,
): List<T> {
  return {
    kind: 'list',
    of,
    title: `a list of at most ${most} ${what}`,
    description,
    most,
    ...(check && { check }),
  };
}

/** Any number of elements, each under a name of its own. */
export function named<T>(
  of: Kind<T>,
  { what, description, most = MAX_ELEMENTS }: Omit<ManyOptions<never>, 'check'>,
): Named<T> {
  return { kind: 'map', of, title: `a section of at most ${most} ${what} by name`, description, most };
}
