import { InputError } from '../../model/error.ts';
import type { Fields } from './field.ts';

/** A part of a filter's text: from its first character to the one behind its last. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The error of a filter that is not taken: what is wrong, where, and the fields that there are. */
export function refusal(state: string, { start, end }: Range, fields: Fields): InputError {
  return new InputError('FILTER_INVALID', `Cannot read filter: ${state}`, {
    extensions: { position: start, length: end - start, known: Object.keys(fields) },
  });
}
