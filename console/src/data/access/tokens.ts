import { signal } from '@preact/signals';
import type { NewToken, Token } from '../../../../src/api/wire/access.ts';
import { ask, getJson } from '../api.ts';
import { posted } from '../posted.ts';
import { refreshAuditLog } from './audit-log.ts';

/** All tokens, the oldest first; null before the first answer. */
export const tokens = signal<readonly Token[] | null>(null);

/** A token as a reader asks for it: it has a role, or it serves one purpose. */
export interface AskedToken {
  readonly role?: string;
  readonly purpose?: string;
  readonly note: string;
  /** Epoch seconds. */
  readonly expiresAt?: number;
}

/** Throws {@link ApiError}. */
export async function refreshTokens(): Promise<void> {
  tokens.value = await getJson<Token[]>('/tokens');
}

/** Makes a token, whose secret is in this answer alone. Throws {@link ApiError}. */
export async function createToken(asked: AskedToken): Promise<NewToken> {
  const answer = await ask('/tokens', posted(asked));
  const made = (await answer.json()) as NewToken;
  await refreshed();
  return made;
}

/** Throws {@link ApiError}. */
export async function revokeToken(id: string): Promise<void> {
  await ask(`/tokens/${encodeURIComponent(id)}`, { method: 'DELETE' });
  await refreshed();
}

async function refreshed(): Promise<void> {
  await Promise.all([refreshTokens(), refreshAuditLog()]);
}
