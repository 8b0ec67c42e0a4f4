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
});
export type Problem = Static<typeof Problem>;
