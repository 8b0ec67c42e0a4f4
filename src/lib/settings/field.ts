import { formatDuration, parseDuration } from '../text/duration.ts';
import type { Common, Field, Scalar } from './kind.ts';

/** What every field says of itself. Without a default it must be given, which only a field of an element may ask. */
interface FieldOptions<S extends Scalar> {
  readonly description: string;
  readonly default?: S;
}

interface TextOptions<T> extends FieldOptions<string> {
  /** @default the text itself */
  readonly parse?: (text: string, common: Common) => T;
  readonly rebase?: (text: string, directory: string) => string;
  readonly check?: (value: T, common: Pick<Common, 'intervalMs'>) => void;
}

/** A text that `accepts` takes, which `title` says in words. */
export function text<T = string>(
  title: string,
  accepts: (text: string) => boolean,
  { parse, rebase, check, ...options }: TextOptions<T>,
): Field<T> {
  return {
    ...field(title, options),
    accepts: (value) => typeof value === 'string' && accepts(value),
    parse: (value, common) => (parse ? parse(String(value), common) : (String(value) as T)),
    ...(rebase && { rebase: (value, directory) => rebase(String(value), directory) }),
    ...(check && { check }),
  };
}

/** A text, or null where it is the word that stands for none. */
export function unless(word: string): (text: string) => string | null {
  return (value) => (value === word ? null : value);
}

/**
 * A span of time, in milliseconds.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { duration } from './field.ts';
 * const every = duration(500, 60_000, { description: 'How often it is read.', default: '5s' });
 * assert.equal(every.title, 'a duration from 500ms to 1m, such as 5s');
 * assert.deepEqual(['1m', '2m', 5].map(every.accepts), [true, false, false]);
 * assert.equal(every.parse('5s', { intervalMs: 0, home: '/' }), 5000);
 */
export function duration(minMs: number, maxMs: number, options: FieldOptions<string>): Field<number> {
  const example = options.default ?? formatDuration(minMs);
  const title = `a duration from ${formatDuration(minMs)} to ${formatDuration(maxMs)}, such as ${example}`;
  const accepts = (value: string): boolean => {
    const ms = parseDuration(value);
    return ms !== null && ms >= minMs && ms <= maxMs;
  };
  return text(title, accepts, { ...options, parse: (value) => parseDuration(value) ?? Number.NaN });
}

/** A whole number. */
export function count(minimum: number, maximum: number, options: FieldOptions<number>): Field<number> {
  return {
    ...field(`a whole number from ${minimum} to ${maximum}`, options),
    accepts: (value) => Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum,
    parse: Number,
  };
}

/**
 * A whole number, or null where it is the word that stands for one that is found out.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { countOr } from './field.ts';
 * const calls = countOr('auto', 1, 3, { description: 'Calls at one time.', default: 'auto' });
 * assert.equal(calls.title, 'auto, or a whole number from 1 to 3');
 * assert.deepEqual(['auto', 3, 4, 'some'].map(calls.accepts), [true, true, false, false]);
 * assert.equal(calls.parse('auto', { intervalMs: 0, home: '/' }), null);
 */
export function countOr<W extends string>(
  word: W,
  minimum: number,
  maximum: number,
  { description, default: value }: FieldOptions<number | W>,
): Field<number | null> {
  const { title, accepts, parse } = count(minimum, maximum, { description });
  return {
    ...field(`${word}, or ${title}`, { description, ...(value !== undefined && { default: value }) }),
    accepts: (given) => given === word || accepts(given),
    parse: (given, common) => (given === word ? null : parse(given, common)),
  };
}

export function flag(options: FieldOptions<boolean>): Field<boolean> {
  return {
    ...field('true or false', options),
    accepts: (value) => typeof value === 'boolean',
    parse: (value) => value === true,
  };
}

/** One of some words. */
export function choice<W extends string>(words: readonly W[], options: FieldOptions<W>): Field<W> {
  const title = `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
  const isWord = (value: unknown): boolean => (words as readonly unknown[]).includes(value);
  return { ...field(title, options), accepts: isWord, parse: (value) => value as W };
}

function field<S extends Scalar>(
  title: string,
  { description, default: value }: FieldOptions<S>,
): { kind: 'field'; title: string; description: string; default: S | undefined } {
  return { kind: 'field', title, description, default: value };
}
