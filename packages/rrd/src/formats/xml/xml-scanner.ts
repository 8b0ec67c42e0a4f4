import { numberFrom } from './number-text.ts';

const DECLARATION = /\uFEFF?(?:<\?xml[^<>]*\?>)?/y;
/** Without an internal subset, which could define entities. */
const DOCTYPE = /<!DOCTYPE[^<>[\]]*>/y;
const SPACE = /\s*/y;
const ENTITY: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads elements without attributes in an order that its caller knows, which is all the XML that dumps and xports have.
 *
 * There is nothing to nest deeper than the caller asks for, and no entity beyond the five of XML. Every method throws
 * what `refusal` makes of a state when the text has something else.
 */
export class XmlScanner {
  readonly #text: string;
  readonly #refusal: (state: string) => Error;
  #offset = 0;

  constructor(text: string, refusal: (state: string) => Error) {
    this.#text = text;
    this.#refusal = refusal;
    this.#pass(DECLARATION);
    this.#skip();
    this.#pass(DOCTYPE);
    this.#skip();
  }

  /** Passes a start tag. */
  open(name: string): void {
    this.#expect(`<${name}>`);
  }

  /** Passes an end tag. */
  close(name: string): void {
    this.#expect(`</${name}>`);
  }

  /** Whether the start tag is next. */
  sees(name: string): boolean {
    return this.#text.startsWith(`<${name}>`, this.#offset);
  }

  /** The text of an element, trimmed. */
  text(name: string): string {
    this.open(name);
    const end = this.#text.indexOf('<', this.#offset);
    if (end < 0) this.fail(`the text ends in <${name}>`);
    const raw = this.#text.slice(this.#offset, end).trim();
    this.#offset = end;
    this.close(name);
    return raw.includes('&') ? raw.replaceAll(/&(\w*);?/g, (_, entity: string) => this.#entity(entity)) : raw;
  }

  /** The text of an element up to its end tag, as it stands: rrdtool escapes nothing in a legend. */
  legend(name: string): string {
    const [from, end] = [this.#offset + name.length + 2, this.#text.indexOf(`</${name}>`, this.#offset)];
    if (!this.sees(name) || end < 0) this.fail(`<${name}> is missing or has no end`);
    this.#offset = end;
    this.close(name);
    return this.#text
      .slice(from, end)
      .replaceAll(/&(\w+);/g, (text, entity: string) => ENTITY[entity] ?? text);
  }

  /** The number in an element; infinite and NaN in the spellings of rrdtool and XAPI. */
  number(name: string): number {
    const text = this.text(name);
    return numberFrom(text) ?? this.fail(`"${text.slice(0, 40)}" in <${name}> is not a number`);
  }

  /** The whole number of at least `min` in an element. */
  integer(name: string, min: number): number {
    const value = this.number(name);
    if (!Number.isSafeInteger(value) || value < min)
      this.fail(`${value} in <${name}> is not an integer from ${min}`);
    return value;
  }

  /** Refuses what follows. */
  finish(): void {
    if (this.#offset < this.#text.length) this.fail('there is more after its end');
  }

  fail(state: string): never {
    throw this.#refusal(`${state} at character ${this.#offset}`);
  }

  #expect(tag: string): void {
    if (!this.#text.startsWith(tag, this.#offset)) this.fail(`${tag} is missing`);
    this.#offset += tag.length;
    this.#skip();
  }

  /** Passes white space and comments. */
  #skip(): void {
    this.#pass(SPACE);
    while (this.#text.startsWith('<!--', this.#offset)) {
      const end = this.#text.indexOf('-->', this.#offset);
      if (end < 0) this.fail('a comment has no end');
      this.#offset = end + 3;
      this.#pass(SPACE);
    }
  }

  #pass(pattern: RegExp): void {
    pattern.lastIndex = this.#offset;
    pattern.test(this.#text);
    this.#offset = Math.max(this.#offset, pattern.lastIndex);
  }

  #entity(name: string): string {
    return ENTITY[name] ?? this.fail(`the entity "${name}" is not one of XML`);
  }
}
