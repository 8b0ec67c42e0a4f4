import { array, hyper, int32, optional, string, struct, uint32 } from './codec.ts';
import { domain } from './domain.ts';
import { typedParams } from './typed-param.ts';

export const guestInfoArgs = struct({ domain, types: uint32, flags: uint32 });
export const guestInfoReply = struct({ params: typedParams(2048) });
export const guestTimeReply = struct({ seconds: hyper, nanoseconds: uint32 });
export const guestVcpusReply = struct({ params: typedParams(64) });
export const fsInfoReply = struct({
  filesystems: array(
    struct({ mountpoint: string, name: string, type: string, devices: array(string, 256) }),
    256,
  ),
  count: uint32,
});
export const interfaceAddressesArgs = struct({ domain, source: uint32, flags: uint32 });
export const interfaceAddressesReply = struct({
  interfaces: array(
    struct({
      name: string,
      mac: optional(string),
      addresses: array(struct({ type: int32, address: string, prefix: uint32 }), 2048),
    }),
    2048,
  ),
});
export const agentTimeoutArgs = struct({ domain, seconds: int32, flags: uint32 });
export const agentCommandArgs = struct({ domain, command: string, timeoutSeconds: int32, flags: uint32 });
export const agentCommandReply = struct({ result: optional(string) });
