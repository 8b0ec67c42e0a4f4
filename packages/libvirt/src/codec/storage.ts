import { array, int32, string, struct, uchar, uhyper, uint32 } from './codec.ts';
import { uuid } from './uuid.ts';

export const storagePool = struct({ name: string, uuid });
export const storagePoolArgs = struct({ pool: storagePool });
export const listAllStoragePoolsArgs = struct({ needResults: int32, flags: uint32 });
export const listAllStoragePoolsReply = struct({ pools: array(storagePool, 4096), count: uint32 });
export const storagePoolInfo = struct({
  state: uchar,
  capacity: uhyper,
  allocation: uhyper,
  available: uhyper,
});
