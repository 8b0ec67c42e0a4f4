import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type Pair,
} from 'yaml';
import { checkValue } from './check.ts';
import { nearest } from './nearest.ts';
import type { ConfigProblem, Setting, Settings } from './problem.ts';
import { fields, isSection, schema, type Section, type SettingValue } from './schema.ts';

/**
 * What a YAML text sets, and all that is wrong with it. What is wrong sets nothing.
 *
 * @param file how the text is called in origins and problems.
 */
export function readSettings(text: string, file: string): Settings {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const reader = new Reader(document, lines, file);
  for (const { pos, message } of [...document.errors, ...document.warnings]) reader.report(pos[0], message);
  // After a syntax error the rest of the tree is a guess.
  if (document.errors.length === 0) reader.section(document.contents, schema, '');
  return { settings: reader.settings, problems: reader.problems };
}

class Reader {
  readonly settings: Record<string, Setting> = {};
  readonly problems: ConfigProblem[] = [];
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #file: string;

  constructor(document: Document, lines: LineCounter, file: string) {
    this.#document = document;
    this.#lines = lines;
    this.#file = file;
  }

  section(given: Node | null, section: Section, prefix: string): void {
    const node = this.#resolve(given);
    // `libvirt:` with only comments below is an empty section.
    if (node === null || (isScalar(node) && node.value === null)) return;
    if (!isMap(node)) {
      const name = prefix === '' ? 'the file' : prefix.slice(0, -1);
      this.report(startOf(node), `${name} must be a section with the keys ${known(section)}`);
      return;
    }
    for (const pair of node.items) this.#pair(pair as Pair<Node, Node | null>, section, prefix);
  }

  report(offset: number, message: string): void {
    const { line, col } = this.#lines.linePos(offset);
    this.problems.push({ at: `${this.#file}:${line}:${col}`, message });
  }

  #pair({ key, value }: Pair<Node, Node | null>, section: Section, prefix: string): void {
    const name = isScalar(key) ? String(key.value) : '?';
    const of = Object.hasOwn(section.properties, name) ? section.properties[name] : undefined;
    if (!of) return this.report(startOf(key), unknownKey(name, section, prefix));
    const path = `${prefix}${name}`;
    if (isSection(of)) return this.section(value, of, `${path}.`);

    const node = this.#resolve(value);
    const plain = plainOf(node);
    const problem = checkValue(path, plain);
    const at = node === null || plain === null ? startOf(key) : startOf(node);
    if (problem) return this.report(at, problem);
    const origin = `${this.#file}:${this.#lines.linePos(startOf(key)).line}`;
    this.settings[path] = { value: plain as SettingValue, origin };
  }

  #resolve(node: Node | null): Node | null {
    return isAlias(node) ? (node.resolve(this.#document) ?? null) : node;
  }
}

/** A stand-in for what is no scalar: an alias bomb is never unfolded. */
function plainOf(node: Node | null): unknown {
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return [];
  return node === null ? null : {};
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

function unknownKey(name: string, section: Section, prefix: string): string {
  const shown = JSON.stringify(name.slice(0, 60));
  if (fields.has(name)) {
    const [first, ...rest] = name.split('.');
    return `${shown} is written in sections: ${first}: with ${rest.join('.')}: indented below it`;
  }
  const meant = nearest(name, Object.keys(section.properties));
  const where = prefix === '' ? 'known keys are' : `known keys of ${prefix.slice(0, -1)} are`;
  return `unknown key ${shown}${meant ? `, did you mean "${meant}"` : ''}: ${where} ${known(section)}`;
}

function known(section: Section): string {
  return Object.keys(section.properties).join(', ');
}
