import { createHash, randomBytes } from 'node:crypto';

const shape = /^virtscope_[\w-]{43}$/;

/** A new token: 256 random bits. */
export function makeToken(): string {
  return `virtscope_${randomBytes(32).toString('base64url')}`;
}

/** Whether a text could be a token. */
export function isToken(text: string): boolean {
  return shape.test(text);
}

/** SHA-256 of a token, hexadecimal: all that is kept of it. A slower hash would add nothing to 256 random bits. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
