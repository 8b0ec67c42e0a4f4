import { SaxesParser } from 'saxes';
import type { RuleProblem } from '../rule/given.ts';
import { rulesInvalid } from '../rule-book/rules-invalid.ts';
import { TAGS, type Tag, type TextPlace, type Variable } from './variable.ts';

/** Characters of a configuration, at most. */
export const MAX_LENGTH = 262_144;
const MAX_VARIABLES = 1000;
const MAX_ELEMENTS = 20_000;
const MAX_VALUE = 1000;
const shape = ['config', 'variable'] as const;

/**
 * The variables of perfmon's XML.
 *
 * @param file how the text is called in places.
 * @throws {InputError} RULES_INVALID, with line and column, for what is no such XML or too much of it.
 */
export function readVariables(xml: string, file: string): readonly Variable[] {
  return new Reader(file).read(xml);
}

type OpenVariable = TextPlace & { readonly tags: Map<Tag, string>; readonly unread: string[] };

class Reader {
  readonly #parser = new SaxesParser();
  readonly #file: string;
  readonly #variables: OpenVariable[] = [];
  readonly #path: string[] = [];
  #start: TextPlace = { line: 1, column: 1 };
  #elements = 0;

  constructor(file: string) {
    this.#file = file;
  }

  read(xml: string): readonly Variable[] {
    if (xml.length > MAX_LENGTH) this.#refuse(`it has more than ${MAX_LENGTH} characters`);
    // The parser's own message begins with its place.
    this.#parser.on('error', ({ message }) => this.#refuse(message.replace(/^\d+:\d+: /, '').slice(0, 200)));
    this.#parser.on('opentagstart', ({ name }) => {
      this.#start = this.#at(name.length + 1);
      if (++this.#elements > MAX_ELEMENTS) this.#refuse(`it has more than ${MAX_ELEMENTS} elements`);
    });
    this.#parser.on('opentag', ({ name, attributes }) => this.#open(name, attributes));
    this.#parser.on('closetag', () => void this.#path.pop());
    this.#parser.write(xml).close();
    return this.#variables;
  }

  #open(name: string, { value }: Readonly<Record<string, string>>): void {
    const depth = this.#path.push(name);
    const wanted = shape[depth - 1];
    if (wanted !== undefined && name !== wanted) this.#refuse(`<${name.slice(0, 60)}> is not <${wanted}>`);
    const variable = this.#variables.at(-1);
    if (depth === 2) {
      if (this.#variables.length === MAX_VARIABLES)
        this.#refuse(`it has more than ${MAX_VARIABLES} variables`);
      this.#variables.push({ ...this.#start, tags: new Map(), unread: [] });
    } else if (depth > 3) this.#refuse(`it is nested deeper than a tag of a variable`);
    else if (depth === 3 && variable) {
      if (value !== undefined && value.length > MAX_VALUE)
        this.#refuse(`the value has more than ${MAX_VALUE} characters`);
      const isRead = isTag(name) && value !== undefined && !variable.tags.has(name);
      if (isRead) variable.tags.set(name, value);
      else variable.unread.push(name);
    }
  }

  /** @param back characters from there to where the parser is. */
  #at(back: number): TextPlace {
    const { line, column } = this.#parser;
    return { line, column: Math.max(1, column - back) };
  }

  #refuse(message: string): never {
    const problem: RuleProblem = { file: this.#file, ...this.#at(0), field: 'config', message };
    throw rulesInvalid('read perfmon', [problem]);
  }
}

function isTag(name: string): name is Tag {
  return (TAGS as readonly string[]).includes(name);
}
