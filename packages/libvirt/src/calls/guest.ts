import type { CallOptions, Connection } from '../connection.ts';
import type { WireDomain } from '../codec/domain.ts';

/** Where interface addresses come from; `agent` needs a read-write connection and a guest agent. */
export const ADDRESS_SOURCE = { lease: 0, agent: 1, arp: 2 } as const;
export type AddressSource = keyof typeof ADDRESS_SOURCE;

/** Bits of `guestInfo`; 0 asks for all the agent knows. */
export const GUEST_INFO = {
  users: 1,
  os: 2,
  timezone: 4,
  hostname: 8,
  filesystem: 16,
  disks: 32,
  interfaces: 64,
  load: 128,
} as const;

export interface GuestInterface {
  /** Host side for `lease` and `arp`, guest side for `agent`. */
  name: string;
  mac: string | null;
  addresses: { family: 'ipv4' | 'ipv6'; address: string; prefix: number }[];
}

export async function interfaceAddresses(
  connection: Connection,
  { name, uuid, id }: WireDomain,
  source: AddressSource,
  options?: CallOptions,
): Promise<GuestInterface[]> {
  const { interfaces } = await connection.call(
    'DOMAIN_INTERFACE_ADDRESSES',
    { domain: { name, uuid, id }, source: ADDRESS_SOURCE[source], flags: 0 },
    options,
  );
  return interfaces.map((one) => ({
    name: one.name,
    mac: one.mac,
    addresses: one.addresses.map(({ type, address, prefix }) => ({
      family: type === 0 ? 'ipv4' : 'ipv6',
      address,
      prefix,
    })),
  }));
}
