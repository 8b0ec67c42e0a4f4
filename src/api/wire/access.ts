import { Type, type Static } from 'typebox';
import { ROLES } from '../../model/access/role.ts';
import { seconds, secondsOrNull, text } from './values.ts';

const roleOrNull = Type.Union([Type.Enum(ROLES), Type.Null()], {
  description: 'null for a token of one purpose',
});

/** The identity of the client that asks. */
export const Session = Type.Object({
  identity: Type.Union([
    Type.Object({
      name: Type.String({ description: 'Note of the token, user of the proxy, or `local`' }),
      role: roleOrNull,
      by: Type.Enum(['local', 'token', 'login', 'proxy']),
    }),
    Type.Null(),
  ]),
  required: Type.Boolean({ description: 'A login is needed to read' }),
});
export type Session = Static<typeof Session>;

const tokenProperties = {
  id: text,
  uri: text,
  note: text,
  role: roleOrNull,
  purpose: Type.Union([text, Type.Null()], { description: '`fleet`, or `report:` and an installation' }),
  createdAt: seconds,
  createdBy: text,
  expiresAt: secondsOrNull,
  lastUsedAt: secondsOrNull,
};

/** A token, without what it is made of. */
export const Token = Type.Object(tokenProperties);
export type Token = Static<typeof Token>;

export const Tokens = Type.Array(Type.Unsafe<Token>({ $ref: 'Token#' }));

/** A new token, the only time with what a client sends. */
export const NewToken = Type.Object({
  ...tokenProperties,
  token: Type.String({ description: 'Shown this once: only its hash is kept' }),
});
export type NewToken = Static<typeof NewToken>;

/** One change. */
const AuditEntry = Type.Object({
  time: seconds,
  name: Type.String({ description: 'Name of the identity' }),
  by: Type.String({ description: 'What the identity is known by' }),
  action: Type.String({ description: 'Such as `token.create` and `source.remove`' }),
  subject: Type.Union([text, Type.Null()], { description: 'What was changed' }),
});
export type AuditEntry = Static<typeof AuditEntry>;

/** Changes, the newest first. */
export const AuditLog = Type.Object({
  entries: Type.Array(AuditEntry),
  next: Type.Union([text, Type.Null()], { description: 'Value of `after` for older ones; null at the end' }),
});
export type AuditLog = Static<typeof AuditLog>;
