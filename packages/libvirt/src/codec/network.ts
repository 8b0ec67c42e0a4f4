import { array, hyper, int32, optional, string, struct, uint32 } from './codec.ts';
import { uuid } from './uuid.ts';

export const network = struct({ name: string, uuid });

export const dhcpLeasesArgs = struct({ network, mac: optional(string), needResults: int32, flags: uint32 });
export const dhcpLeasesReply = struct({
  leases: array(
    struct({
      interface: string,
      expiry: hyper,
      type: int32,
      mac: optional(string),
      iaid: optional(string),
      address: string,
      prefix: uint32,
      hostname: optional(string),
      clientId: optional(string),
    }),
    65_536,
  ),
  count: uint32,
});
