import { array, int32, opaque, optional, string, struct, uhyper, uint32 } from './codec.ts';
import { domain } from './domain.ts';
import { typedParams } from './typed-param.ts';

/** Bytes of one map of processors, and of the maps of all vCPUs. */
const [MAX_MAP, MAX_MAPS] = [2048, 8_388_608];

/** Parameters are asked for twice: with none for their number, then with that number. */
export const paramsReply = struct({ params: typedParams(64), count: int32 });
export const paramsArgs = struct({ domain, params: int32, flags: uint32 });
export const deviceParamsArgs = struct({ domain, device: string, params: int32, flags: uint32 });
export const diskParamsArgs = struct({ domain, disk: optional(string), params: int32, flags: uint32 });
/** Where the number came with another call, or all of them are wanted. */
export const paramsOnlyReply = struct({ params: typedParams(64) });

export const schedulerTypeReply = struct({ type: string, params: int32 });
export const schedulerArgs = struct({ domain, params: int32 });

export const vcpuPinArgs = struct({ domain, maps: int32, mapLength: int32, flags: uint32 });
export const emulatorPinArgs = struct({ domain, mapLength: int32, flags: uint32 });
export const pinReply = struct({ maps: opaque(MAX_MAPS), count: int32 });
export const ioThreadsReply = struct({
  threads: array(struct({ id: uint32, map: opaque(MAX_MAP) }), 16_384),
  count: uint32,
});

export const blockJobArgs = struct({ domain, path: string, flags: uint32 });
export const blockJobReply = struct({
  found: int32,
  type: int32,
  bandwidth: uhyper,
  current: uhyper,
  end: uhyper,
});
