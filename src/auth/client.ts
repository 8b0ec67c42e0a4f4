import type { IncomingHttpHeaders } from 'node:http';
import { AddressRanges, isLoopbackAddress, plainAddress } from './address-ranges.ts';

/** What of a request says where it comes from. */
export interface AccessRequest {
  readonly headers: IncomingHttpHeaders;
  /** Address of the other end of the connection. */
  readonly peer: string;
  /** Whether other machines reach the address that the server listens on. */
  readonly isExposed: boolean;
  /** Whether the connection is one of TLS. */
  readonly isEncrypted: boolean;
}

/** Where a request comes from, as a proxy that is trusted has it. */
export interface Client {
  readonly address: string;
  /** The host that the client asked for, with its port. */
  readonly host: string;
  /** Whether what the client sent was encrypted. */
  readonly isEncrypted: boolean;
  readonly isExposed: boolean;
  readonly isProxied: boolean;
}

/** The client of a request. Headers of proxies count only from those. */
export function clientOf(
  { headers, peer, isExposed, isEncrypted }: AccessRequest,
  proxies: AddressRanges,
): Client {
  const address = plainAddress(peer);
  const host = headers.host ?? '';
  if (!proxies.has(address)) return { address, host, isEncrypted, isExposed, isProxied: false };
  return {
    address: forwardedFor(headers, proxies) ?? address,
    host: last(headers, 'x-forwarded-host') ?? host,
    isEncrypted: last(headers, 'x-forwarded-proto') === 'https',
    isExposed,
    isProxied: true,
  };
}

/** Whether a request comes from this machine, as far as the server can see. */
export function isLocal({ address, isExposed, isProxied }: Client): boolean {
  return !isExposed && !isProxied && isLoopbackAddress(address);
}

/** The last address that is no proxy: those before it are what a client may have made up. */
function forwardedFor(headers: IncomingHttpHeaders, proxies: AddressRanges): string | null {
  const addresses = values(headers, 'x-forwarded-for').map(plainAddress);
  return addresses.findLast((address) => !proxies.has(address)) ?? null;
}

function last(headers: IncomingHttpHeaders, name: string): string | undefined {
  return values(headers, name).at(-1);
}

function values(headers: IncomingHttpHeaders, name: string): string[] {
  const value = headers[name];
  const text = typeof value === 'string' ? value : (value?.join() ?? '');
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
