import { Check } from 'typebox/value';
import { fields } from './schema.ts';

/** What is wrong with the value of a known key, null when nothing is. */
export function checkValue(key: string, value: unknown): string | null {
  const field = fields.get(key);
  if (!field) throw new Error(`Cannot check "${key}": it is no key of the configuration`);
  return Check(field, value) ? null : `${key} must be ${field.title}: it is ${show(value)}`;
}

function show(value: unknown): string {
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
