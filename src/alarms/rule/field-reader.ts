import { parseDuration } from '../../lib/text/duration.ts';
import { quantity, unitsOf } from '../../model/select/quantity.ts';
import type { Unit } from '../../model/unit.ts';
import type { Given, GivenFields, Place, RuleProblem, Scalar } from './given.ts';

const maxDurationMs = 366 * 86_400_000;

/** Reads the fields of a rule; what is wrong becomes a problem with its field and place. */
export class FieldReader {
  readonly problems: RuleProblem[] = [];
  readonly #fields: GivenFields;
  readonly #rule: string;
  readonly #at: Place;

  /** @param at place of the rule, for what is missing in it. */
  constructor(fields: GivenFields, rule: string, at: Place) {
    this.#fields = fields;
    this.#rule = rule;
    this.#at = at;
  }

  has(name: string): boolean {
    return this.#fields.has(name);
  }

  refuse(name: string, message: string): null {
    const { file, line, column } = this.#fields.get(name)?.at ?? this.#at;
    this.problems.push({ file, line, column, field: `rules.${this.#rule}.${name}`, message });
    return null;
  }

  text(name: string): string | null {
    const value = this.#scalar(name);
    return value === null ? null : String(value);
  }

  texts(name: string): readonly string[] {
    const value = this.#fields.get(name)?.value;
    return value === undefined ? [] : [value].flat().map(String);
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.#scalar(name);
    if (value === null || typeof value === 'boolean') return value ?? otherwise;
    this.refuse(name, `it must be true or false: it is ${shown(value)}`);
    return otherwise;
  }

  choice<W extends string>(name: string, words: readonly W[], otherwise: W): W {
    const value = this.#scalar(name);
    if (value === null || (words as readonly unknown[]).includes(value))
      return (value as W | null) ?? otherwise;
    this.refuse(
      name,
      `it must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}: it is ${shown(value)}`,
    );
    return otherwise;
  }

  /** Milliseconds. */
  duration(name: string, otherwise: number): number {
    const value = this.#scalar(name);
    if (value === null) return otherwise;
    const ms = value === 0 ? 0 : parseDuration(String(value));
    if (ms !== null && ms <= maxDurationMs) return ms;
    this.refuse(name, `it must be a duration such as 30s or 10m, up to a year: it is ${shown(value)}`);
    return otherwise;
  }

  /** A number in the base unit; null where it is not given. */
  level(name: string, unit: Unit): number | null {
    const value = this.#scalar(name);
    if (value === null) return null;
    const read = quantity(String(value), unit);
    if ('value' in read) return read.value;
    const units = unitsOf(unit).join(', ');
    const state = { number: 'no number', unit: `not of unit ${unit}`, size: 'more than 1 without %' }[
      read.wrong
    ];
    return this.refuse(
      name,
      `it must be a number with one of the units ${units}: ${shown(value)} is ${state}`,
    );
  }

  #scalar(name: string): Scalar | null {
    const given: Given | undefined = this.#fields.get(name);
    if (given === undefined) return null;
    if (Array.isArray(given.value)) return this.refuse(name, 'it must be one value, not a list');
    return given.value as Scalar;
  }
}

/** A value in a message. */
export function shown(value: Scalar): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
