import type { FastifyRequest } from 'fastify';
import type { AddressInfo } from 'node:net';
import type { AccessRequest } from '../../auth/mod.ts';
import type { App } from '../context.ts';
import { isLoopback } from './address.ts';

/** What of a request says where it comes from. */
export function accessRequest({ headers, socket, server }: FastifyRequest): AccessRequest {
  return {
    headers,
    peer: socket.remoteAddress ?? '',
    isExposed: isExposed((server as unknown as App).server.address()),
    isEncrypted: 'encrypted' in socket && socket.encrypted === true,
  };
}

/** Whether the server listens where other machines reach it; not listening at all (tests) is not. */
function isExposed(address: AddressInfo | string | null): boolean {
  if (typeof address !== 'object' || address === null) return false;
  const host = address.address.replace(/^::ffff:/, '');
  return !isLoopback({ host, port: address.port });
}
