import { array, int32, string, struct, uint32 } from './codec.ts';
import { listAllDomainsArgs } from './domain.ts';
import { uuid } from './uuid.ts';

const MAX_NAMES = 16_384;

/** Lists as they were before `CONNECT_LIST_ALL_…`: first the number of names, then at most so many of them. */
export const listArgs = struct({ max: int32 });
export const idsReply = struct({ ids: array(int32, MAX_NAMES) });
export const namesReply = struct({ names: array(string, MAX_NAMES) });

export const listAllArgs = listAllDomainsArgs;
/** A network, a storage pool or a network filter. */
export const named = struct({ name: string, uuid });
export const namedReply = struct({ found: named });
export const listAllNamedReply = struct({ items: array(named, MAX_NAMES), count: uint32 });

export const hostInterface = struct({ name: string, mac: string });
export const hostInterfaceReply = struct({ found: hostInterface });
export const listAllHostInterfacesReply = struct({ items: array(hostInterface, MAX_NAMES), count: uint32 });

export const nodeDevice = struct({ name: string });
export const nodeDeviceReply = struct({ found: nodeDevice });
export const listAllNodeDevicesReply = struct({ items: array(nodeDevice, MAX_NAMES), count: uint32 });

export const secret = struct({ uuid, usageType: int32, usageId: string });
export const secretReply = struct({ found: secret });
export const listAllSecretsReply = struct({ items: array(secret, MAX_NAMES), count: uint32 });

export const filterBinding = struct({ portDevice: string, filterName: string });
export const listAllFilterBindingsReply = struct({ items: array(filterBinding, MAX_NAMES), count: uint32 });

export const storageVolume = struct({ pool: string, name: string, key: string });
export const storageVolumeReply = struct({ found: storageVolume });
