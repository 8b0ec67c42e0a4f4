import { networkUnit, text } from './format.ts';

/** A label's value for people: sizes and speeds scaled, the rest as it is. */
export function labelText(name: string, value: string): string {
  const number = Number(value);
  if (value === '' || Number.isNaN(number)) return value;
  if (name === 'bytes') return text(number, 'bytes');
  if (name === 'bitsPerSecond') return text(number / 8, networkUnit());
  return value;
}
