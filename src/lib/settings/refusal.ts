import type { Field } from './kind.ts';

/** What is wrong with the value of a field, null when nothing is. */
export function refusalOf(path: string, { title, accepts }: Field<unknown>, value: unknown): string | null {
  return accepts(value) ? null : `${path} must be ${title}: it is ${show(value)}`;
}

/** A value in a message. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a section';
  // JSON keeps control characters of the file off the terminal.
  const text = typeof value === 'bigint' ? String(value) : JSON.stringify(withoutSecrets(value));
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** What a URL has between `//` and `@`, and after `?`, is left out of errors: it may be secret. */
function withoutSecrets(value: unknown): unknown {
  if (typeof value !== 'string' || !value.includes('://')) return value;
  return value.replace(/\/\/.*@/s, '//…@').replace(/\?.*/s, '?…');
}
