import { readFileSync } from 'node:fs';
import { Type, type Static } from 'typebox';
import { Check } from 'typebox/value';
import { describeSystemError } from '../../lib/system-error.ts';
import { parseJson } from '../../lib/text/parse-json.ts';
import { writeFileAtomic } from '../../lib/write-file-atomic.ts';
import { InputError } from '../../model/error.ts';
import { readRule, readRules, type RuleLayer } from '../rule/read-rules.ts';
import type { Rule } from '../rule/rule.ts';
import { makeRuleBook, type RuleBook } from './rule-book.ts';
import { rulesInvalid } from './rules-invalid.ts';

const Texts = Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 65_536 }));
const Author = Type.Object({ by: Type.String(), time: Type.Number() });
const File = Type.Object({
  virtscope: Type.Literal('alarm-rules'),
  version: Type.Literal(1),
  rules: Texts,
  overrides: Texts,
  // Files of earlier versions have none.
  authors: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Author)),
});
type Edits = Pick<Static<typeof File>, 'rules' | 'overrides'> &
  Required<Pick<Static<typeof File>, 'authors'>>;

/** Who edited a rule last, and when: epoch ms. */
export type Author = Static<typeof Author>;

/** What was set of a rule. */
export interface RuleEdit {
  /** YAML, as it was given. */
  readonly text: string;
  readonly author: Author | null;
}

const none: Edits = { rules: {}, overrides: {}, authors: {} };

/** Rules and overrides that are edited, each. */
const MOST = 1000;

export interface RuleEditsOptions {
  /** File of the edits; null where they are not kept. */
  readonly path: string | null;
  /** Gets the rules in effect, whenever they change. */
  readonly apply: (book: RuleBook) => void;
}

/** Rules that were read, and are not in effect yet. */
export interface PreparedRules {
  readonly book: RuleBook;
  apply(): void;
}

/** Rules and overrides that were edited over the API, over those of files. A set that is wrong changes nothing. */
export class RuleEdits {
  readonly #options: RuleEditsOptions;
  #base: readonly RuleLayer[] = [];
  #edits = none;

  constructor(options: RuleEditsOptions) {
    this.#options = options;
  }

  /** Names of the overrides, each with its fields as JSON. */
  get overrides(): Readonly<Record<string, string>> {
    return this.#edits.overrides;
  }

  /** Null where nothing of the rule was set. */
  edit(id: string): RuleEdit | null {
    const { rules, authors } = this.#edits;
    const text = Object.hasOwn(rules, id) ? rules[id] : undefined;
    if (text === undefined) return null;
    return { text, author: (Object.hasOwn(authors, id) && authors[id]) || null };
  }

  /** What the edits of a rule lie over. */
  below(id: string): { readonly layers: readonly RuleLayer[] } {
    return { layers: layersOf(this.#base, without(this.#edits, id)) };
  }

  /**
   * Reads the edits again, over other rules: the shipped ones and those of files. Nothing is changed until it is applied.
   *
   * @throws {InputError} CONFIG_INVALID, RULES_INVALID
   */
  prepare(base: readonly RuleLayer[]): PreparedRules {
    const edits = this.#read();
    const book = bookOf(base, edits);
    return {
      book,
      apply: () => {
        this.#base = base;
        this.#edits = edits;
        this.#options.apply(book);
      },
    };
  }

  /** Sets the fields of a rule, over those of files; the rule that they make. @param text YAML @throws {InputError} RULES_INVALID */
  setRule(id: string, text: string, author: Author): Rule {
    const { rules, authors, overrides } = this.#edits;
    const edits = { rules: { ...rules, [id]: text }, authors: { ...authors, [id]: author }, overrides };
    const rule = this.#change(edits).rule(id);
    if (!rule) throw new Error(`Cannot set rule ${id}: the book that it made has none`);
    return rule;
  }

  /** Takes the edits of a rule away; false where there are none. @throws {InputError} RULES_INVALID where others need it. */
  removeRule(id: string): boolean {
    if (!Object.hasOwn(this.#edits.rules, id)) return false;
    this.#change(without(this.#edits, id));
    return true;
  }

  /** Sets an override. @param text its fields, JSON @throws {InputError} RULES_INVALID */
  setOverride(name: string, text: string): void {
    this.#change({ ...this.#edits, overrides: { ...this.#edits.overrides, [name]: text } });
  }

  /** False where there is none. */
  removeOverride(name: string): boolean {
    if (!Object.hasOwn(this.#edits.overrides, name)) return false;
    const { [name]: _, ...overrides } = this.#edits.overrides;
    this.#change({ ...this.#edits, overrides });
    return true;
  }

  #change(edits: Edits): RuleBook {
    for (const all of [edits.rules, edits.overrides]) {
      if (Object.keys(all).length <= MOST) continue;
      throw new InputError('RULES_INVALID', `Cannot set rule: ${MOST} are edited, remove one`);
    }
    const book = bookOf(this.#base, edits);
    this.#write(edits);
    this.#edits = edits;
    this.#options.apply(book);
    return book;
  }

  #read(): Edits {
    const { path } = this.#options;
    if (path === null) return this.#edits;
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return none;
      throw this.#refused('read', describeSystemError(error), error);
    }
    const file = parseJson(text);
    if (!Check(File, file)) throw this.#refused('read', 'it is not a file of rules of this version');
    return { ...none, ...file };
  }

  #write({ rules, overrides, authors }: Edits): void {
    const { path } = this.#options;
    if (path === null) return;
    const file: Static<typeof File> = { virtscope: 'alarm-rules', version: 1, rules, overrides, authors };
    try {
      writeFileAtomic(path, `${JSON.stringify(file, null, 2)}\n`);
    } catch (error) {
      throw this.#refused('write', describeSystemError(error), error);
    }
  }

  #refused(verb: string, state: string, cause?: unknown): InputError {
    return new InputError('CONFIG_INVALID', `Cannot ${verb} rules ${this.#options.path}: ${state}`, {
      cause,
    });
  }
}

/** @throws {InputError} RULES_INVALID */
function bookOf(base: readonly RuleLayer[], edits: Edits): RuleBook {
  const made = makeRuleBook(layersOf(base, edits));
  if (made.book) return made.book;
  throw rulesInvalid('set rule', made.problems);
}

function layersOf(base: readonly RuleLayer[], { rules, overrides }: Edits): readonly RuleLayer[] {
  return [
    ...base,
    ...Object.entries(rules).map(([id, text]) => readRule(id, text, `the edits of ${id}`)),
    ...Object.entries(overrides).map(([name, text]) =>
      readRules(`{"overrides": [${text}]}`, `the override ${name}`),
    ),
  ];
}

function without({ rules, authors, overrides }: Edits, id: string): Edits {
  const others = <T>(all: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(all).filter(([name]) => name !== id));
  return { rules: others(rules), authors: others(authors), overrides };
}
