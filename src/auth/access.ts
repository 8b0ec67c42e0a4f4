import type { IncomingHttpHeaders } from 'node:http';
import type { Identity } from '../model/access/identity.ts';

/** What of a request says where it comes from. */
export interface AccessRequest {
  readonly headers: IncomingHttpHeaders;
  /** Address of the other end of the connection. */
  readonly peer: string;
  /** Whether other machines reach the address that the server listens on. */
  readonly isExposed: boolean;
}

/** Knows the clients of the API. */
export interface Access {
  /** The identity of a request, null where it has none. @throws {InputError} `TOKEN_INVALID` */
  identify(request: AccessRequest): Identity | null;
}

const local: Identity = { by: 'local', name: 'local', role: 'admin', purpose: null, tokenId: null };

/** All clients of a server that only this machine reaches may do everything (docs/adr/0004). */
export function openAccess(): Access {
  return { identify: () => local };
}
