import { MAX_TEXT, type Fields, type FilterRecord } from './field.ts';

/** Levels of a map that are looked into. */
const MAX_DEPTH = 30;

/** Words that are CEL, or that people write for its `&&`, `||` and `!`. */
const notWords = new Set(['true', 'false', 'null', 'in', 'and', 'or', 'not']);

const shape = /^(?:(?:"[^"\\]+"|'[^'\\]+'|[\p{L}\p{N}_./@][\p{L}\p{N}_.:/@-]*)(?:\s+|$))+$/u;

/**
 * The words and quoted phrases of a filter that has nothing else; null where it is CEL.
 *
 * No filter in CEL is so: it needs an operator or a bracket, or it is `true`, `false`, the name of a field or a path
 * that begins with it, or asks with `in`.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { readWords } from './words.ts';
 * const fields = { failed: { type: 'bool', about: 'Whether it failed.' } } as const;
 * assert.deepEqual(readWords('db1 "disk full"', fields), ['db1', 'disk full']);
 * assert.equal(readWords('failed', fields), null);
 * assert.equal(readWords('db1 == 5', fields), null);
 */
export function readWords(text: string, fields: Fields): readonly string[] | null {
  const trimmed = text.trim();
  if (!shape.test(trimmed)) return null;
  const parts = trimmed.match(/"[^"]+"|'[^']+'|\S+/g) ?? [];
  const isCel = (part: string): boolean => {
    const [first = ''] = part.split(/[./:]/, 1);
    return notWords.has(first) || Object.hasOwn(fields, first);
  };
  if (parts.some(isCel)) return null;
  return parts.map((part) => (/^["']/.test(part) ? part.slice(1, -1) : part));
}

/** Whether each word is in some text of a record; case does not count. */
export function makeWordTest(words: readonly string[], fields: Fields): (record: FilterRecord) => boolean {
  const patterns = words.map((word) => new RegExp(RegExp.escape(word), 'iu'));
  const names = Object.keys(fields).filter((name) => ['string', 'map'].includes(fields[name]?.type ?? ''));
  return (record) =>
    patterns.every((pattern) =>
      names.some((name) => isIn(pattern, Object.hasOwn(record, name) && record[name])),
    );
}

function isIn(pattern: RegExp, value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return pattern.test(value.slice(0, MAX_TEXT));
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return false;
  return Object.values(value).some((part) => isIn(pattern, part, depth + 1));
}
