import type { Access } from '../../auth/mod.ts';
import type { Identity } from '../../model/access/identity.ts';
import { permits } from '../../model/access/role.ts';
import type { Clock } from '../../model/clock.ts';
import type { Route } from '../routes.ts';

/** Kinds of clients by what they send. */
export const CLIENTS = [
  'none',
  'wrong',
  'expired',
  'revoked',
  'viewer',
  'operator',
  'admin',
  'fleet',
  'report',
] as const;
export type ClientKind = (typeof CLIENTS)[number];

/** A token of each kind, null of the client that sends none. Time must be moved on for the one that expires. */
export function makeTokens(
  { tokens }: Pick<Access, 'tokens'>,
  clock: Clock & { time: number },
): Record<ClientKind, string | null> {
  const make = (
    role: 'viewer' | 'operator' | 'admin' | null,
    purpose: string | null = null,
    expiresAt: number | null = null,
  ) => tokens.create({ role, purpose, note: role ?? purpose ?? '', createdBy: 'local', expiresAt });
  const expired = make('admin', null, clock.time + 1).token;
  const revoked = make('admin');
  tokens.revoke(revoked.record.id);
  clock.time += 1000;
  return {
    none: null,
    wrong: `virtscope_${'x'.repeat(43)}`,
    expired,
    revoked: revoked.token,
    viewer: make('viewer').token,
    operator: make('operator').token,
    admin: make('admin').token,
    fleet: make(null, 'fleet').token,
    report: make(null, 'report:north').token,
  };
}

/** A request for every route. Its body is wrong where it would change something: permission is decided before. */
export function requestOf({ method, path }: Route): {
  method: Route['method'];
  url: string;
  payload?: object;
} {
  const url = path.replaceAll(/:\w+/g, 'none');
  return { method, url, ...(method === 'POST' && { payload: { nothing: 1 } }) };
}

/** The code that refuses a client at a route; null where it may ask. @param isOpen whether clients need no token. */
export function refusalOf(
  client: ClientKind,
  { need, path }: Pick<Route, 'need' | 'path'>,
  isOpen: boolean,
): string | null {
  if (path === '/healthz' || path === '/readyz') return null;
  if (client === 'wrong' || client === 'expired' || client === 'revoked') return 'TOKEN_INVALID';
  if (client === 'none') return isOpen || need === 'public' ? null : 'TOKEN_REQUIRED';
  return permits(identityOf(client), need) ? null : 'ROLE_INSUFFICIENT';
}

function identityOf(
  client: Exclude<ClientKind, 'none' | 'wrong' | 'expired' | 'revoked'>,
): Pick<Identity, 'role' | 'purpose'> {
  if (client === 'fleet') return { role: null, purpose: 'fleet' };
  if (client === 'report') return { role: null, purpose: 'report:north' };
  return { role: client, purpose: null };
}
