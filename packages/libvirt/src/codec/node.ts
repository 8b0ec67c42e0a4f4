import {
  array,
  chars,
  fixedChars,
  int32,
  opaque,
  optional,
  string,
  struct,
  uhyper,
  uint32,
} from './codec.ts';

/** At most 16 fields: a longer list is refused as the daemon's own limit is 16. */
const fields = array(struct({ field: string, value: uhyper }), 16);

export const nodeInfo = struct({
  model: fixedChars(32),
  memoryKib: uhyper,
  cpus: int32,
  mhz: int32,
  nodes: int32,
  sockets: int32,
  cores: int32,
  threads: int32,
});
export const nodeCpuStatsArgs = struct({ cpu: int32, params: int32, flags: uint32 });
export const nodeMemoryStatsArgs = struct({ params: int32, cell: int32, flags: uint32 });
export const nodeStatsReply = struct({ params: fields, count: int32 });
export const cellsFreeMemoryArgs = struct({ startCell: int32, maxCells: int32 });
export const cellsFreeMemoryReply = struct({ bytes: array(uhyper, 1024) });
export const freeMemory = struct({ bytes: uhyper });
export const cpuMapArgs = struct({ needMap: int32, needOnline: int32, flags: uint32 });
export const cpuMapReply = struct({ map: opaque(2048), online: uint32, count: int32 });
/** Texts of this call carry their ending zero, as libvirt sends them. */
export const securityModel = struct({ model: chars(257), doi: chars(257) });
export const securityLabel = struct({ label: chars(4097), enforcing: int32 });
export const securityLabels = struct({ labels: array(securityLabel, 64), count: int32 });

export const maxVcpusArgs = struct({ type: optional(string) });
/** Devices of one capability, or of any. */
export const devicesArgs = struct({ capability: optional(string), flags: uint32 });
export const listDevicesArgs = struct({ capability: optional(string), max: int32, flags: uint32 });
