import { dirname } from 'node:path';
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Alias,
  type Node,
  type Pair,
} from 'yaml';
import { aliasesOf } from './aliases.ts';
import { tooMany, tooManyInAll } from './complete.ts';
import { pathOf, type ConfigProblem, type Given, type GivenSection, type Layer } from './given.ts';
import {
  MAX_ELEMENTS,
  type Field,
  type Kind,
  type List,
  type Named,
  type Scalar,
  type Section,
} from './kind.ts';
import { refusalOf, show } from './refusal.ts';
import { knownKeys, unknownKey } from './unknown-key.ts';

/**
 * What a YAML text sets, and all that is wrong with it. What is wrong sets nothing.
 *
 * @param file how the text is called in origins and problems; what is relative in it is so to its directory.
 */
export function readSettings(text: string, file: string, root: Section<unknown>): Layer {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const reader = new Reader(aliasesOf(document), lines, file, root);
  for (const { pos, message } of [...document.errors, ...document.warnings]) reader.report(pos[0], message);
  // After a syntax error the rest of the tree is a guess.
  const given = document.errors.length === 0 ? reader.section(document.contents, root, '', file) : null;
  return { given, problems: reader.problems };
}

/** Names of elements: they stand in paths, and as labels in what is made of them. */
const elementName = /^\w[\w-]{0,63}$/;

class Reader {
  readonly problems: ConfigProblem[] = [];
  readonly #aliases: ReadonlyMap<Alias, Node>;
  readonly #lines: LineCounter;
  readonly #file: string;
  readonly #root: Section<unknown>;
  /** Elements so far, those of an alias each time: a bomb of aliases is not unfolded. */
  #elements = 0;

  constructor(aliases: ReadonlyMap<Alias, Node>, lines: LineCounter, file: string, root: Section<unknown>) {
    this.#aliases = aliases;
    this.#lines = lines;
    this.#file = file;
    this.#root = root;
  }

  report(offset: number, message: string): null {
    this.problems.push({ at: this.#at(offset), message });
    return null;
  }

  section(given: Node | null, section: Section<unknown>, path: string, origin: string): GivenSection | null {
    const node = this.#resolve(given);
    if (isNothing(node)) return null;
    if (section.takesOneForAll && isScalar(node)) return this.#oneForAll(node, section, path, origin);
    if (!isMap(node)) {
      const name = path === '' ? 'the file' : path;
      return this.report(startOf(node), `${name} must be a section with the keys ${knownKeys(section)}`);
    }
    const keys = new Map<string, Given>();
    for (const { key, value } of node.items as Pair<Node, Node | null>[]) {
      const name = nameOf(key);
      const kind = Object.hasOwn(section.keys, name) ? section.keys[name] : undefined;
      if (!kind) {
        this.report(startOf(key), unknownKey(name, section, path, this.#root));
        continue;
      }
      const read = this.#read(value, kind, pathOf(path, name), startOf(key));
      if (read) keys.set(name, read);
    }
    return { kind: 'section', keys, origin };
  }

  #oneForAll(node: Node, section: Section<unknown>, path: string, origin: string): GivenSection | null {
    const keys = new Map<string, Given>();
    for (const [name, kind] of Object.entries(section.keys)) {
      const read = this.#read(node, kind, path, startOf(node));
      // What one of them refuses all do.
      if (!read) return null;
      keys.set(name, read);
    }
    return { kind: 'section', keys, origin };
  }

  /** @param offset of the key, or of the element of a list. */
  #read(node: Node | null, kind: Kind, path: string, offset: number): Given | null {
    if (kind.kind === 'field') return this.#field(node, kind, path, offset);
    if (kind.kind === 'section') return this.section(node, kind, path, this.#at(offset));
    return kind.kind === 'list' ? this.#list(node, kind, path, offset) : this.#map(node, kind, path, offset);
  }

  #field(given: Node | null, field: Field<unknown>, path: string, offset: number): Given | null {
    const node = this.#resolve(given);
    const plain = plainOf(node);
    const problem = refusalOf(path, field, plain);
    if (problem) return this.report(node === null || plain === null ? offset : startOf(node), problem);
    const value = plain as Scalar;
    const { rebase } = field;
    return {
      kind: 'field',
      value: rebase ? rebase(value, dirname(this.#file)) : value,
      origin: this.#at(offset),
    };
  }

  #list(given: Node | null, { of, most, title }: List<unknown>, path: string, offset: number): Given | null {
    const node = this.#resolve(given);
    if (isNothing(node)) return null;
    if (!isSeq(node))
      return this.report(startOf(node), `${path} must be ${title}: it is ${show(plainOf(node))}`);
    if (!this.#count(node.items.length, most, path, offset)) return null;
    const items = (node.items as Node[]).map((item, i) =>
      this.#element(item, of, pathOf(path, i), startOf(item)),
    );
    return { kind: 'list', items: items.filter((item) => item !== null), origin: this.#at(offset) };
  }

  #map(given: Node | null, { of, most, title }: Named<unknown>, path: string, offset: number): Given | null {
    const node = this.#resolve(given);
    if (isNothing(node)) return null;
    if (!isMap(node))
      return this.report(startOf(node), `${path} must be ${title}: it is ${show(plainOf(node))}`);
    if (!this.#count(node.items.length, most, path, offset)) return null;
    const keys = new Map<string, Given>();
    for (const { key, value } of node.items as Pair<Node, Node | null>[]) {
      const name = nameOf(key);
      if (!elementName.test(name)) {
        this.report(
          startOf(key),
          `${path} has the name ${show(name)}: names are up to 64 letters, digits, _ and -`,
        );
        continue;
      }
      const item = this.#element(value, of, pathOf(path, name), startOf(key));
      if (item) keys.set(name, item);
    }
    return { kind: 'map', keys, origin: this.#at(offset) };
  }

  /** An element of which nothing is said is one, with all that it has by default. */
  #element(node: Node | null, kind: Kind, path: string, offset: number): Given | null {
    const read = this.#read(node, kind, path, offset);
    if (read || kind.kind === 'field' || !isNothing(this.#resolve(node))) return read;
    const origin = this.#at(offset);
    return kind.kind === 'list'
      ? { kind: 'list', items: [], origin }
      : { kind: kind.kind, keys: new Map<string, Given>(), origin };
  }

  #count(count: number, most: number, path: string, offset: number): boolean {
    this.#elements += count;
    if (count > most) this.report(offset, tooMany(path, most));
    else if (this.#elements > MAX_ELEMENTS) this.report(offset, tooManyInAll);
    return count <= most && this.#elements <= MAX_ELEMENTS;
  }

  #resolve(node: Node | null): Node | null {
    return isAlias(node) ? (this.#aliases.get(node) ?? null) : node;
  }

  #at(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.#file}:${line}:${col}`;
  }
}

/** Whether nothing is said: `libvirt:` with only comments below. */
function isNothing(node: Node | null): node is null {
  return node === null || (isScalar(node) && node.value === null);
}

/** A stand-in for what is no scalar: an alias bomb is never unfolded. */
function plainOf(node: Node | null): unknown {
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return [];
  return node === null ? null : {};
}

function nameOf(key: Node): string {
  return isScalar(key) ? String(key.value) : '?';
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
