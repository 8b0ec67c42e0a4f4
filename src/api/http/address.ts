import { InputError } from '../../model/error.ts';

/** Where a server listens; port 0 lets the system choose. */
export interface Address {
  /** Without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
}

/**
 * The parts of `ADDRESS:PORT`, null where it is not that. IPv6 stands in brackets.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { parseAddress } from './address.ts';
 * assert.deepEqual(parseAddress('[::1]:80'), { host: '::1', port: 80 });
 */
export function parseAddress(text: string): Address | null {
  const parts = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text);
  const port = Number(parts?.[3]);
  const host = parts?.[1] ?? parts?.[2];
  return host !== undefined && port <= 65_535 ? { host, port } : null;
}

/** Whether only this machine can reach the address. */
export function isLoopback({ host }: Address): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/**
 * Refuses to listen where other machines could read along (docs/adr/0025).
 *
 * @param isProtected whether what is sent is encrypted, by this program or a proxy.
 * @throws {InputError} `ADDRESS_REFUSED`
 */
export function checkListen(address: Address, isProtected: boolean): void {
  if (isProtected || isLoopback(address)) return;
  const shown = address.host.includes(':') ? `[${address.host}]` : address.host;
  const state =
    'other machines could read along; set tls.certificate and tls.key, or behindProxy.addresses where a proxy has TLS';
  throw new InputError('ADDRESS_REFUSED', `Cannot listen on ${shown}:${address.port}: ${state}`);
}
