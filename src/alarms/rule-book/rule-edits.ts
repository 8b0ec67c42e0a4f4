import { readFileSync } from 'node:fs';
import { Type, type Static } from 'typebox';
import { Check } from 'typebox/value';
import { describeSystemError } from '../../lib/system-error.ts';
import { parseJson } from '../../lib/text/parse-json.ts';
import { writeFileAtomic } from '../../lib/write-file-atomic.ts';
import { InputError } from '../../model/error.ts';
import { readRule, readRules, type RuleLayer } from '../rule/read-rules.ts';
import { makeRuleBook, type RuleBook } from './rule-book.ts';
import { rulesInvalid } from './rules-invalid.ts';

const Texts = Type.Record(Type.String({ maxLength: 64 }), Type.String({ maxLength: 65_536 }));
const File = Type.Object({
  virtscope: Type.Literal('alarm-rules'),
  version: Type.Literal(1),
  rules: Texts,
  overrides: Texts,
});
type Edits = Pick<Static<typeof File>, 'rules' | 'overrides'>;

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
  #edits: Edits = { rules: {}, overrides: {} };

  constructor(options: RuleEditsOptions) {
    this.#options = options;
  }

  /** Names of the overrides, each with its fields as JSON. */
  get overrides(): Readonly<Record<string, string>> {
    return this.#edits.overrides;
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

  /** Sets the fields of a rule, over those of files. @param text YAML @throws {InputError} RULES_INVALID */
  setRule(id: string, text: string): void {
    this.#change({ ...this.#edits, rules: { ...this.#edits.rules, [id]: text } });
  }

  /** Takes the edits of a rule away; false where there are none. @throws {InputError} RULES_INVALID where others need it. */
  removeRule(id: string): boolean {
    if (!Object.hasOwn(this.#edits.rules, id)) return false;
    const { [id]: _, ...rules } = this.#edits.rules;
    this.#change({ ...this.#edits, rules });
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

  #change(edits: Edits): void {
    for (const all of [edits.rules, edits.overrides]) {
      if (Object.keys(all).length <= MOST) continue;
      throw new InputError('RULES_INVALID', `Cannot set rule: ${MOST} are edited, remove one`);
    }
    const book = bookOf(this.#base, edits);
    this.#write(edits);
    this.#edits = edits;
    this.#options.apply(book);
  }

  #read(): Edits {
    const { path } = this.#options;
    if (path === null) return this.#edits;
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { rules: {}, overrides: {} };
      throw this.#refused('read', describeSystemError(error), error);
    }
    const file = parseJson(text);
    if (!Check(File, file)) throw this.#refused('read', 'it is not a file of rules of this version');
    return file;
  }

  #write({ rules, overrides }: Edits): void {
    const { path } = this.#options;
    if (path === null) return;
    const file: Static<typeof File> = { virtscope: 'alarm-rules', version: 1, rules, overrides };
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
function bookOf(base: readonly RuleLayer[], { rules, overrides }: Edits): RuleBook {
  const made = makeRuleBook([
    ...base,
    ...Object.entries(rules).map(([id, text]) => readRule(id, text, `the edits of ${id}`)),
    ...Object.entries(overrides).map(([name, text]) =>
      readRules(`{"overrides": [${text}]}`, `the override ${name}`),
    ),
  ]);
  if (made.book) return made.book;
  throw rulesInvalid('set rule', made.problems);
}
