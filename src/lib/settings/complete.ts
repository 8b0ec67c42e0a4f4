import { pathOf, type ConfigProblem, type Given, type GivenSection } from './given.ts';
import { MAX_ELEMENTS, type Kind, type Section } from './kind.ts';

/**
 * A configuration with nothing left out: what is not given has its default.
 *
 * @param given null where nothing is.
 */
export function complete(
  root: Section<unknown>,
  given: GivenSection | null,
): { readonly given: GivenSection; readonly problems: readonly ConfigProblem[] } {
  const completer = new Completer();
  const all = completer.complete(root, given, '', 'default') as GivenSection;
  return { given: all, problems: completer.problems };
}

class Completer {
  readonly problems: ConfigProblem[] = [];
  #elements = 0;

  /** @param origin of what it is in. */
  complete(kind: Kind, given: Given | null, path: string, origin: string): Given {
    const at = given?.origin ?? origin;
    if (kind.kind === 'field') {
      if (given) return given;
      const { default: value, title } = kind;
      if (value === undefined)
        this.problems.push({ at: origin, message: `${path} is missing: it must be ${title}` });
      return { kind: 'field', value: value ?? '', origin: 'default' };
    }
    if (kind.kind === 'section') {
      const keys = given?.kind === 'section' ? given.keys : null;
      const all = Object.entries(kind.keys).map(
        ([name, of]) => [name, this.complete(of, keys?.get(name) ?? null, pathOf(path, name), at)] as const,
      );
      return { kind: 'section', keys: new Map(all), origin: given?.origin ?? 'default' };
    }
    if (given?.kind === 'list') {
      this.#count(kind.most, given.items.length, path, at);
      const items = given.items.map((item, i) => this.complete(kind.of, item, pathOf(path, i), at));
      return { ...given, items };
    }
    if (given?.kind === 'map') {
      this.#count(kind.most, given.keys.size, path, at);
      const all = Array.from(
        given.keys,
        ([name, item]) => [name, this.complete(kind.of, item, pathOf(path, name), at)] as const,
      );
      return { ...given, keys: new Map(all) };
    }
    return kind.kind === 'list'
      ? { kind: 'list', items: [], origin: 'default' }
      : { kind: 'map', keys: new Map(), origin: 'default' };
  }

  #count(most: number, count: number, path: string, at: string): void {
    const before = this.#elements;
    this.#elements += count;
    if (count > most) this.problems.push({ at, message: tooMany(path, most) });
    else if (before <= MAX_ELEMENTS && this.#elements > MAX_ELEMENTS) {
      this.problems.push({ at, message: tooManyInAll });
    }
  }
}

/** What is wrong with a list or map of more elements than it may have. */
export function tooMany(path: string, most: number): string {
  return `${path} has more than ${most} elements`;
}

/** What is wrong with the lists and maps of a configuration together. */
export const tooManyInAll = `the lists and named sections have more than ${MAX_ELEMENTS} elements together`;
