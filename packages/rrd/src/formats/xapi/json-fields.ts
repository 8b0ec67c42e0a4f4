import type { Fields } from '../dump/dump.ts';
import { numberFrom } from '../xml/number-text.ts';
import { parseLiteral, type Json } from './literal.ts';

/** Asks an object of XAPI's JSON for its fields; numbers may be strings, as XAPI has written both. */
export class JsonFields implements Fields {
  readonly #fields: { readonly [name: string]: Json };
  readonly #refusal: (state: string) => Error;

  /** Throws what `refusal` makes of a state, here and in every method, when something else stands there. */
  constructor(value: Json | undefined, what: string, refusal: (state: string) => Error) {
    if (typeof value !== 'object' || value === null || isList(value))
      throw refusal(`${what} is not an object`);
    this.#fields = value;
    this.#refusal = refusal;
  }

  /** The object that a text is. */
  static from(text: string, refusal: (state: string) => Error): JsonFields {
    let value: Json;
    try {
      value = parseLiteral(text);
    } catch (cause) {
      throw refusal(`it is not JSON (${cause instanceof Error ? cause.message.slice(0, 200) : ''})`);
    }
    return new JsonFields(value, 'the whole', refusal);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#fields, name);
  }

  text(name: string): string {
    const value = this.#value(name);
    if (typeof value === 'string') return value;
    return typeof value === 'number' ? String(value) : this.fail(`"${name}" is neither text nor number`);
  }

  number(name: string): number {
    return this.#number(this.#value(name), name);
  }

  integer(name: string, min: number): number {
    const value = this.number(name);
    return Number.isSafeInteger(value) && value >= min
      ? value
      : this.fail(`${value} in "${name}" is not an integer from ${min}`);
  }

  object(name: string): JsonFields {
    return new JsonFields(this.#value(name), `"${name}"`, this.#refusal);
  }

  objects(name: string): JsonFields[] {
    return this.#list(name).map((item) => new JsonFields(item, `an item of "${name}"`, this.#refusal));
  }

  texts(name: string): string[] {
    return this.#list(name).map((item) =>
      typeof item === 'string' ? item : this.fail(`an item of "${name}" is not text`),
    );
  }

  numbers(name: string): number[] {
    return this.#list(name).map((item) => this.#number(item, name));
  }

  /** A list of rows of numbers. */
  rows(name: string): number[][] {
    return this.#list(name).map((row) =>
      isList(row)
        ? row.map((item) => this.#number(item, name))
        : this.fail(`an item of "${name}" is not a list`),
    );
  }

  fail(state: string): never {
    throw this.#refusal(state);
  }

  #value(name: string): Json {
    return this.has(name) ? this.#fields[name]! : this.fail(`"${name}" is missing`);
  }

  #list(name: string): readonly Json[] {
    const value = this.#value(name);
    return isList(value) ? value : this.fail(`"${name}" is not a list`);
  }

  #number(value: Json, name: string): number {
    if (typeof value === 'number') return value;
    const number = typeof value === 'string' ? numberFrom(value) : null;
    return number ?? this.fail(`${JSON.stringify(value).slice(0, 40)} in "${name}" is not a number`);
  }
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
