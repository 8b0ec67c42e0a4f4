/** One value as it is written in a file. */
export type Scalar = string | number | boolean;

/** What the meaning of some values depends on, besides themselves. */
export interface Common {
  /** How often every source is read. */
  readonly intervalMs: number;
  /** Home directory of the user. */
  readonly home: string;
}

/** What people read about a key. */
export interface Described {
  /** Completes the sentence "KEY must be …". */
  readonly title: string;
  /** Sentences. */
  readonly description: string;
}

interface Base<T> {
  /**
   * Refuses values that are wrong together, though each is valid, such as two that exclude each other.
   *
   * @throws {InputError}
   */
  check?(value: T, common: Pick<Common, 'intervalMs'>): void;
}

/** A key with one value. */
export interface Field<T> extends Base<T>, Described {
  readonly kind: 'field';
  /** Undefined where the key must be given: only inside of elements. */
  readonly default: Scalar | undefined;
  readonly accepts: (value: unknown) => boolean;
  /** What an accepted value means. */
  readonly parse: (value: Scalar, common: Common) => T;
  /** The same value as it is written in a file of another directory than this; the value itself where left out. */
  readonly rebase?: ((value: Scalar, directory: string) => Scalar) | undefined;
}

/** Keys that belong together. */
export interface Section<T> extends Base<T> {
  readonly kind: 'section';
  readonly keys: Readonly<Record<string, Kind>>;
  /** A value in the place of the section is that of each of its keys, which are fields. */
  readonly takesOneForAll?: boolean;
  readonly parse: (values: Readonly<Record<string, unknown>>, common: Common) => T;
}

/** Any number of elements of one kind, in order. Empty where left out. */
export interface List<T> extends Base<readonly T[]>, Described {
  readonly kind: 'list';
  readonly of: Kind<T>;
  /** Elements at most. */
  readonly most: number;
}

/** Any number of elements of one kind, each under its name. Empty where left out. */
export interface Named<T> extends Base<ReadonlyMap<string, T>>, Described {
  readonly kind: 'map';
  readonly of: Kind<T>;
  /** Elements at most. */
  readonly most: number;
}

/** Everything a configuration is made of. */
// oxlint-disable-next-line no-explicit-any
export type Kind<T = any> = Field<T> | Section<T> | List<any> | Named<any>;

/** The meaning of a kind. */
export type ValueOf<K> =
  K extends Field<infer T>
    ? T
    : K extends Section<infer T>
      ? T
      : K extends List<infer T>
        ? readonly T[]
        : K extends Named<infer T>
          ? ReadonlyMap<string, T>
          : never;

/** The meanings of the keys of a section. */
export type Values<K extends Readonly<Record<string, Kind>>> = { readonly [P in keyof K]: ValueOf<K[P]> };

/** Elements of all lists and maps together. */
export const MAX_ELEMENTS = 10_000;
