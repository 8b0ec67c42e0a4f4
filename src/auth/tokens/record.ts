import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Purpose } from '../../model/access/identity.ts';
import { ROLES, type Role } from '../../model/access/role.ts';
import { obeyed } from '../../lib/text/printable.ts';
import { InputError } from '../../model/error.ts';

/** What is kept of a token. Times are epoch ms. */
export interface TokenRecord {
  readonly id: string;
  readonly sha256: string;
  /** Null where it has a purpose instead. */
  readonly role: Role | null;
  readonly purpose: Purpose | null;
  readonly note: string;
  readonly createdAt: number;
  /** Name of the identity that made it. */
  readonly createdBy: string;
  readonly expiresAt: number | null;
}

/** What a token is made of. Exactly one of role and purpose is given. */
export interface TokenRequest {
  readonly role: Role | null;
  readonly purpose: string | null;
  readonly note: string;
  readonly createdBy: string;
  /** Epoch ms. */
  readonly expiresAt: number | null;
}

/** Longest note. */
const NOTE_LENGTH = 200;
const purposePattern = /^(fleet|report:[\w.-]{1,63})$/;

const instant = Type.Integer({ minimum: 0, maximum: 8.64e15 });
const shape = Type.Object({
  id: Type.String({ pattern: '^[0-9a-f]{12}$' }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  role: Type.Union([Type.Enum(ROLES), Type.Null()]),
  purpose: Type.Union([Type.String({ pattern: purposePattern.source }), Type.Null()]),
  note: Type.String({ maxLength: NOTE_LENGTH }),
  createdAt: instant,
  createdBy: Type.String({ maxLength: 1000 }),
  expiresAt: Type.Union([instant, Type.Null()]),
});

/** A token as the audit log names it. */
export function describeToken({ id, note, role, purpose }: TokenRecord): string {
  return `${id} (${role ?? purpose}, ${note})`;
}

/** The record that a file has; null where it has none. */
export function parseRecord(text: string): TokenRecord | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Value.Check(shape, json)) return null;
  return (json.role === null) === (json.purpose === null) ? null : (json as TokenRecord);
}

/** @throws {InputError} `BODY_INVALID` */
export function checkTokenRequest({ role, purpose, note, expiresAt }: TokenRequest, now: number): void {
  const refuse = (state: string): never => {
    throw new InputError('BODY_INVALID', `Cannot create token: ${state}`);
  };
  if ((role === null) === (purpose === null)) refuse('it has either a role or a purpose');
  if (purpose !== null && !purposePattern.test(purpose))
    refuse(
      'its purpose must be fleet, or report: and an installation of up to 63 letters, digits, ., _ and -',
    );
  if (note.trim() === '' || note.length > NOTE_LENGTH || note.search(obeyed) >= 0)
    refuse(`its note must be a line of 1 to ${NOTE_LENGTH} characters`);
  if (expiresAt !== null && !(Number.isInteger(expiresAt) && expiresAt > now))
    refuse('it would have expired');
}
