import {
  array,
  int32,
  opaque,
  optional,
  string,
  struct,
  uchar,
  uhyper,
  uint32,
  ushort,
  type Value,
} from './codec.ts';
import { typedParams } from './typed-param.ts';
import { uuid } from './uuid.ts';

const MAX_DOMAINS = 16_384;

/** A domain as every call names it; the UUID is the key, the id is -1 while it is not running. */
export const domain = struct({ name: string, uuid, id: int32 });
export type WireDomain = Value<typeof domain>;

export const domains = array(domain, MAX_DOMAINS);
export const domainReply = struct({ domain });
export const domainArgs = struct({ domain });
export const domainFlags = struct({ domain, flags: uint32 });
export const uuidArgs = struct({ uuid });

export const listAllDomainsArgs = struct({ needResults: int32, flags: uint32 });
export const listAllDomainsReply = struct({ domains, count: uint32 });

export const domainInfo = struct({
  state: uchar,
  maxMemoryKib: uhyper,
  memoryKib: uhyper,
  vcpus: ushort,
  cpuTimeNs: uhyper,
});
export const domainState = struct({ state: int32, reason: int32 });
export const controlInfo = struct({ state: uint32, details: uint32, stateTimeMs: uhyper });

export const vcpusArgs = struct({ domain, maxInfo: int32, mapLength: int32 });
export const vcpusReply = struct({
  vcpus: array(struct({ number: uint32, state: int32, timeNs: uhyper, pcpu: int32 }), 16_384),
  maps: opaque(8_388_608),
});

export const memoryStatsArgs = struct({ domain, maxStats: uint32, flags: uint32 });
export const memoryStatsReply = struct({ stats: array(struct({ tag: int32, value: uhyper }), 1024) });

export const domainCpuStatsArgs = struct({
  domain,
  params: uint32,
  startCpu: int32,
  cpus: uint32,
  flags: uint32,
});
export const domainCpuStatsReply = struct({ params: typedParams(2048), count: int32 });

export const jobStats = struct({ type: int32, params: typedParams(64) });
export const jobInfo = struct({
  type: int32,
  elapsedMs: uhyper,
  remainingMs: uhyper,
  dataTotal: uhyper,
  dataProcessed: uhyper,
  dataRemaining: uhyper,
  memoryTotal: uhyper,
  memoryProcessed: uhyper,
  memoryRemaining: uhyper,
  fileTotal: uhyper,
  fileProcessed: uhyper,
  fileRemaining: uhyper,
});
export const memory = struct({ kib: uhyper });
export const metadataArgs = struct({ domain, type: int32, uri: optional(string), flags: uint32 });
export const memoryPeriodArgs = struct({ domain, seconds: int32, flags: uint32 });
export const messages = struct({ messages: array(string, 2048) });
