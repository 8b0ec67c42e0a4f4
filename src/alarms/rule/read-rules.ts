import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair } from 'yaml';
import {
  OVERRIDE_SCOPES,
  type Given,
  type GivenOverride,
  type GivenRule,
  type Place,
  type RuleProblem,
  type Scalar,
} from './given.ts';

/** Rules of one file or of one request, at most. */
export const MAX_RULES = 10_000;

const idPattern = /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)*$/;
const maxIdLength = 64;
const maxText = 2000;
const idText = `ids of rules are up to ${maxIdLength} lower-case letters, digits, - and ., such as vm.cpu`;

/** What one text says. */
export interface RuleLayer {
  readonly rules: readonly GivenRule[];
  readonly overrides: readonly GivenOverride[];
  readonly problems: readonly RuleProblem[];
}

/**
 * Reads the rules of a YAML text, of which JSON is a part. Fields are read as they are written: what they mean is looked at
 * when all layers are joined.
 *
 * @param file how the text is called in places.
 */
export function readRules(text: string, file: string): RuleLayer {
  const reader = new Reader(file);
  return reader.read(text);
}

/**
 * Reads the fields of one rule, which a YAML text has at its top.
 *
 * @param id of the rule; @param file how the text is called in places.
 */
export function readRule(id: string, text: string, file: string): RuleLayer {
  return new Reader(file).readFields(id, text);
}

class Reader {
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly #problems: RuleProblem[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  read(text: string): RuleLayer {
    const contents = this.#contents(text);
    const rules: GivenRule[] = [];
    const overrides: GivenOverride[] = [];
    if (contents) {
      for (const [name, value, offset] of this.#members(contents, '')) {
        if (name === 'rules') rules.push(...this.#rules(value));
        else if (name === 'overrides') overrides.push(...this.#overrides(value));
        else this.#report(offset, name, 'a file of rules has the keys rules and overrides');
      }
    }
    return { rules, overrides, problems: this.#problems };
  }

  readFields(id: string, text: string): RuleLayer {
    const contents = this.#contents(text);
    const at = this.#at(startOf(contents));
    const rules: GivenRule[] = [];
    if (!isId(id)) this.#report(0, `rules.${id.slice(0, maxIdLength)}`, idText);
    else rules.push({ id, at, fields: new Map(this.#fields(contents, `rules.${id}`, '')) });
    return { rules, overrides: [], problems: this.#problems };
  }

  /** Null where there are none: after a syntax error the rest of the tree is a guess. */
  #contents(text: string): Node | null {
    const document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    for (const { pos, message } of document.errors) this.#report(pos[0], '', message);
    return document.errors.length === 0 ? document.contents : null;
  }

  *#rules(node: Node | null): Generator<GivenRule> {
    const members = [...this.#members(node, 'rules')];
    if (members.length > MAX_RULES) {
      this.#report(startOf(node), 'rules', `there are ${members.length} rules, at most ${MAX_RULES}`);
      return;
    }
    for (const [id, value, offset] of members) {
      if (!isId(id)) {
        this.#report(offset, `rules.${id.slice(0, maxIdLength)}`, idText);
        continue;
      }
      const fields = new Map(this.#fields(value, `rules.${id}`, ''));
      yield { id, at: this.#at(offset), fields };
    }
  }

  *#overrides(node: Node | null): Generator<GivenOverride> {
    if (!isSeq(node)) {
      if (node !== null) this.#report(startOf(node), 'overrides', 'overrides must be a list');
      return;
    }
    if (node.items.length > MAX_RULES) {
      this.#report(
        startOf(node),
        'overrides',
        `there are ${node.items.length} overrides, at most ${MAX_RULES}`,
      );
      return;
    }
    for (const [i, item] of (node.items as Node[]).entries()) {
      const field = `overrides[${i}]`;
      const found = this.#override(item, field);
      if (found) yield found;
    }
  }

  #override(item: Node, field: string): GivenOverride | null {
    const fields = new Map(this.#fields(item, field, ''));
    const take = (name: string): Given | undefined => {
      const given = fields.get(name);
      fields.delete(name);
      return given;
    };
    const rule = take('rule');
    const note = take('note');
    const scopes = OVERRIDE_SCOPES.flatMap((scope) => {
      const given = take(scope);
      return given ? [{ scope, of: String(given.value) }] : [];
    });
    const [one, another] = scopes;
    if (!rule || !one || another) {
      const needs = `an override has rule, and one of ${OVERRIDE_SCOPES.join(', ')}`;
      this.#report(startOf(item), field, needs);
      return null;
    }
    const override = `${one.scope} ${one.of}`;
    const own = new Map<string, Given>();
    for (const [name, given] of fields) {
      own.set(name, { ...given, override, ...(note && { note: String(note.value) }) });
    }
    return { at: this.#at(startOf(item)), rule: String(rule.value), ...one, fields: own };
  }

  /** Fields of a section by their path: lists of sections are numbered from 1. */
  *#fields(node: Node | null, of: string, prefix: string): Generator<[string, Given]> {
    for (const [name, value, offset] of this.#members(node, of)) {
      const path = `${prefix}${name}`;
      const field = `${of}.${name}`;
      if (isMap(value) && prefix === '') yield* this.#fields(value, field, `${path}.`);
      else if (isSeq(value) && value.items.some((item) => isMap(item))) {
        if (prefix === '') yield* this.#listed(value.items as Node[], field, path);
        else this.#report(offset, field, 'conditions stand in one list, not in lists of lists');
      } else {
        const scalar = this.#value(value, offset, field);
        if (scalar !== null) yield [path, { value: scalar, at: this.#at(value ? startOf(value) : offset) }];
      }
    }
  }

  *#listed(items: readonly Node[], field: string, path: string): Generator<[string, Given]> {
    for (const [i, item] of items.entries()) {
      yield* this.#fields(item, `${field}.${i + 1}`, `${path}.${i + 1}.`);
    }
  }

  #value(node: Node | null, offset: number, field: string): Scalar | readonly Scalar[] | null {
    if (isScalar(node) && isValue(node.value)) return node.value;
    if (isSeq(node)) {
      const values = (node.items as Node[]).map((item) => (isScalar(item) ? item.value : null));
      if (values.length <= 100 && values.every(isValue)) return values;
    }
    this.#report(offset, field, `${field} must be a value or a list of at most 100 values`);
    return null;
  }

  *#members(node: Node | null, field: string): Generator<[string, Node | null, number]> {
    if (node === null || (isScalar(node) && node.value === null)) return;
    if (!isMap(node)) {
      this.#report(startOf(node), field, `${field === '' ? 'the file' : field} must be a section`);
      return;
    }
    for (const { key, value } of node.items as Pair<Node, Node | null>[]) {
      yield [isScalar(key) ? String(key.value) : '?', value, startOf(key)];
    }
  }

  #report(offset: number, field: string, message: string): void {
    this.#problems.push({ ...this.#at(offset), field, message });
  }

  #at(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.#file, line, column: col };
  }
}

function isId(id: string): boolean {
  return id.length <= maxIdLength && idPattern.test(id);
}

function isValue(value: unknown): value is Scalar {
  return typeof value === 'string'
    ? value.length <= maxText
    : typeof value === 'number' || typeof value === 'boolean';
}

function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}
