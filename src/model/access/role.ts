import type { Identity } from './identity.ts';

/** What a client may do, each role all that those before it may: read, operate, administer. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What a route asks of a client: nothing, a role at least, or a token for reports. */
export type Need = 'public' | Role | 'report';

/**
 * Whether an identity may use what has this need; null is a client without one.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { permits } from './role.ts';
 * const fleet = { by: 'token', name: 'centre', role: null, purpose: 'fleet', tokenId: 'a' } as const;
 * assert.deepEqual([permits(null, 'public'), permits(fleet, 'viewer'), permits(fleet, 'operator')], [true, true, false]);
 */
export function permits(identity: Pick<Identity, 'role' | 'purpose'> | null, need: Need): boolean {
  if (need === 'public') return true;
  if (identity === null) return false;
  if (need === 'report') return identity.purpose?.startsWith('report:') ?? false;
  const role = identity.purpose === 'fleet' ? 'viewer' : identity.role;
  return role !== null && ROLES.indexOf(role) >= ROLES.indexOf(need);
}
