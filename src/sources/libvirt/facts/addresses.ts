import type { GuestInterface } from '@virtscope/libvirt';
import type { FactReading } from '../../../lib/fact-readings.ts';
import { cutText } from '../../../lib/text/cut-text.ts';

/** Where an address is known from, in the order in which they are believed. */
export type AddressOrigin = 'guest agent' | 'DHCP leases' | 'ARP';

/** An address of a VM, of the interface with this MAC address (lower case). */
export interface FoundAddress {
  readonly mac: string;
  readonly address: string;
  readonly origin: AddressOrigin;
}

/** Addresses of a VM, and characters of one: `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255`. */
const MAX_ADDRESSES = 64;
const MAX_LENGTH = 45;

/** Addresses as the daemon gives them, without loopback and twice the same, no more than a limit. */
export function foundAddresses(interfaces: readonly GuestInterface[], origin: AddressOrigin): FoundAddress[] {
  const found: FoundAddress[] = [];
  for (const { mac, addresses } of interfaces) {
    for (const { address } of addresses) {
      if (found.length >= MAX_ADDRESSES) return found;
      const one = {
        mac: cutText(mac ?? '', 17).toLowerCase(),
        address: cutText(address, MAX_LENGTH),
        origin,
      };
      const isKnown = found.some((other) => other.mac === one.mac && other.address === one.address);
      if (!isKnown && !isLoopback(address)) found.push(one);
    }
  }
  return found;
}

/** The fact of all addresses, IPv4 first and those of a link alone last; null is a fact that is not known. */
export function addressFact(found: readonly FoundAddress[]): FactReading<readonly string[]> | null {
  if (found.length === 0) return null;
  const origins = new Set(found.map(({ origin }) => origin));
  const addresses = [...new Set(found.map(({ address }) => address))];
  const value = addresses.toSorted((a, b) => rank(a) - rank(b)).slice(0, MAX_ADDRESSES);
  return { value, origin: [...origins].join(', '), reason: null };
}

function rank(address: string): number {
  if (!address.includes(':')) return 0;
  return isLinkLocal(address) ? 2 : 1;
}

const isLinkLocal = (address: string): boolean => /^fe[89ab]/i.test(address);
const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1';
