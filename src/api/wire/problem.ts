import { Type, type Static } from 'typebox';
import { text, textOrNull } from './values.ts';

/** RFC 9457 with a stable code. */
export const Problem = Type.Object({
  type: text,
  title: text,
  status: Type.Integer(),
  detail: text,
  code: text,
  candidates: Type.Optional(
    Type.Array(Type.Object({ id: text, host: textOrNull, uri: text }), {
      description: 'With NAME_AMBIGUOUS: those that have the name',
    }),
  ),
  position: Type.Optional(
    Type.Integer({ description: 'With SELECTOR_INVALID: index of the first wrong character' }),
  ),
  length: Type.Optional(
    Type.Integer({
      description: 'With SELECTOR_INVALID: how many characters are wrong; 0 where one is missing',
    }),
  ),
  known: Type.Optional(
    Type.Array(text, { description: 'With SELECTOR_INVALID: words that are known there, the nearest first' }),
  ),
  problems: Type.Optional(
    Type.Array(
      Type.Object({
        file: text,
        line: Type.Integer(),
        column: Type.Integer(),
        field: text,
        message: text,
      }),
      { description: 'With RULES_INVALID: all that is wrong' },
    ),
  ),
});
export type Problem = Static<typeof Problem>;
