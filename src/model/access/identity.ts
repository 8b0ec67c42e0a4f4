import type { Role } from './role.ts';

/** What a token of a machine is for: one purpose instead of a role. */
export type Purpose = 'fleet' | `report:${string}`;

/** A client that is known. */
export interface Identity {
  /** What it is known by: its connection on this machine, a token, a login with a token, or the header of a proxy. */
  readonly by: 'local' | 'token' | 'login' | 'proxy';
  /** `local`, the note of the token, or the user of the proxy. */
  readonly name: string;
  /** Null where it has a purpose instead. */
  readonly role: Role | null;
  readonly purpose: Purpose | null;
  /** Of the token that it ends with; null without one. */
  readonly tokenId: string | null;
}
