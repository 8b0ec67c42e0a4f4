import { array, hyper, int32, string, struct, uhyper, uint32 } from './codec.ts';
import { domain } from './domain.ts';
import { typedParams } from './typed-param.ts';

export const blockStatsArgs = struct({ domain, path: string });
export const blockStatsReply = struct({
  readRequests: hyper,
  readBytes: hyper,
  writeRequests: hyper,
  writeBytes: hyper,
  errors: hyper,
});
export const blockStatsFlagsArgs = struct({ domain, path: string, params: int32, flags: uint32 });
export const blockStatsFlagsReply = struct({ params: typedParams(16), count: int32 });
export const blockInfoArgs = struct({ domain, path: string, flags: uint32 });
export const blockInfoReply = struct({ allocation: uhyper, capacity: uhyper, physical: uhyper });
export const interfaceStatsArgs = struct({ domain, device: string });
export const interfaceStatsReply = struct({
  rxBytes: hyper,
  rxPackets: hyper,
  rxErrors: hyper,
  rxDropped: hyper,
  txBytes: hyper,
  txPackets: hyper,
  txErrors: hyper,
  txDropped: hyper,
});
export const diskErrorsArgs = struct({ domain, maxErrors: uint32, flags: uint32 });
export const diskErrorsReply = struct({
  errors: array(struct({ disk: string, error: int32 }), 256),
  count: int32,
});
