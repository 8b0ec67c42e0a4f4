import * as auth from './codec/auth.ts';
import { none, type Codec } from './codec/codec.ts';
import * as connect from './codec/connect.ts';
import * as device from './codec/device.ts';
import * as domain from './codec/domain.ts';
import * as event from './codec/event.ts';
import * as guest from './codec/guest.ts';
import * as net from './codec/network.ts';
import * as node from './codec/node.ts';
import * as stats from './codec/stats.ts';
import * as storage from './codec/storage.ts';
import { PROGRAM } from './frame.ts';

/** One remote procedure: its number and both directions of its two payloads. */
export interface Procedure<A, R> {
  readonly program: number;
  readonly number: number;
  readonly args: Codec<A>;
  readonly reply: Codec<R>;
}

function call<A, R>(number: number, args: Codec<A>, reply: Codec<R>, program: number = PROGRAM.remote) {
  return { program, number, args, reply } satisfies Procedure<A, R>;
}

/** Every procedure this package speaks, by libvirt's name for it (`REMOTE_PROC_` left out). */
export const procedures = {
  CONNECT_OPEN: call(1, connect.openArgs, none),
  CONNECT_CLOSE: call(2, none, none),
  CONNECT_GET_TYPE: call(3, none, connect.text),
  CONNECT_GET_VERSION: call(4, none, connect.version),
  NODE_GET_INFO: call(6, none, node.nodeInfo),
  CONNECT_GET_CAPABILITIES: call(7, none, connect.text),
  DOMAIN_GET_XML_DESC: call(14, domain.domainFlags, connect.text),
  DOMAIN_GET_AUTOSTART: call(15, domain.domainArgs, connect.number),
  DOMAIN_GET_INFO: call(16, domain.domainArgs, domain.domainInfo),
  DOMAIN_GET_OS_TYPE: call(19, domain.domainArgs, connect.text),
  DOMAIN_GET_VCPUS: call(20, domain.vcpusArgs, domain.vcpusReply),
  DOMAIN_LOOKUP_BY_ID: call(22, connect.number, domain.domainReply),
  DOMAIN_LOOKUP_BY_NAME: call(23, connect.text, domain.domainReply),
  DOMAIN_LOOKUP_BY_UUID: call(24, domain.uuidArgs, domain.domainReply),
  CONNECT_GET_HOSTNAME: call(59, none, connect.text),
  CONNECT_SUPPORTS_FEATURE: call(60, connect.featureArgs, connect.featureReply),
  DOMAIN_BLOCK_STATS: call(64, device.blockStatsArgs, device.blockStatsReply),
  DOMAIN_INTERFACE_STATS: call(65, device.interfaceStatsArgs, device.interfaceStatsReply),
  AUTH_LIST: call(66, none, auth.authListReply),
  AUTH_SASL_INIT: call(67, none, auth.saslInitReply),
  AUTH_SASL_START: call(68, auth.saslStartArgs, auth.saslReply),
  AUTH_SASL_STEP: call(69, auth.saslStepArgs, auth.saslReply),
  AUTH_POLKIT: call(70, none, auth.polkitReply),
  STORAGE_POOL_GET_INFO: call(87, storage.storagePoolArgs, storage.storagePoolInfo),
  NODE_GET_CELLS_FREE_MEMORY: call(101, node.cellsFreeMemoryArgs, node.cellsFreeMemoryReply),
  NODE_GET_FREE_MEMORY: call(102, none, node.freeMemory),
  CONNECT_GET_URI: call(110, none, connect.text),
  DOMAIN_GET_SECURITY_LABEL: call(121, domain.domainArgs, node.securityLabel),
  NODE_GET_SECURITY_MODEL: call(122, none, node.securityModel),
  DOMAIN_IS_PERSISTENT: call(151, domain.domainArgs, connect.number),
  CONNECT_GET_LIB_VERSION: call(157, none, connect.version),
  DOMAIN_MEMORY_STATS: call(159, domain.memoryStatsArgs, domain.memoryStatsReply),
  DOMAIN_HAS_MANAGED_SAVE_IMAGE: call(183, domain.domainFlags, connect.number),
  DOMAIN_GET_BLOCK_INFO: call(194, device.blockInfoArgs, device.blockInfoReply),
  DOMAIN_GET_STATE: call(212, domain.domainFlags, domain.domainState),
  NODE_GET_CPU_STATS: call(227, node.nodeCpuStatsArgs, node.nodeStatsReply),
  NODE_GET_MEMORY_STATS: call(228, node.nodeMemoryStatsArgs, node.nodeStatsReply),
  DOMAIN_GET_CONTROL_INFO: call(229, domain.domainFlags, domain.controlInfo),
  DOMAIN_BLOCK_STATS_FLAGS: call(243, device.blockStatsFlagsArgs, device.blockStatsFlagsReply),
  DOMAIN_GET_CPU_STATS: call(262, domain.domainCpuStatsArgs, domain.domainCpuStatsReply),
  DOMAIN_GET_DISK_ERRORS: call(263, device.diskErrorsArgs, device.diskErrorsReply),
  DOMAIN_GET_METADATA: call(265, domain.metadataArgs, connect.text),
  CONNECT_LIST_ALL_DOMAINS: call(273, domain.listAllDomainsArgs, domain.listAllDomainsReply),
  DOMAIN_GET_HOSTNAME: call(277, domain.domainFlags, connect.text),
  CONNECT_LIST_ALL_STORAGE_POOLS: call(
    281,
    storage.listAllStoragePoolsArgs,
    storage.listAllStoragePoolsReply,
  ),
  NODE_GET_CPU_MAP: call(293, node.cpuMapArgs, node.cpuMapReply),
  DOMAIN_GET_JOB_STATS: call(298, domain.domainFlags, domain.jobStats),
  DOMAIN_SET_MEMORY_STATS_PERIOD: call(308, domain.memoryPeriodArgs, none),
  CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY: call(316, event.registerArgs, event.callback),
  CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY: call(317, event.callback, none),
  DOMAIN_GET_TIME: call(337, domain.domainFlags, guest.guestTimeReply),
  NETWORK_GET_DHCP_LEASES: call(341, net.dhcpLeasesArgs, net.dhcpLeasesReply),
  CONNECT_GET_DOMAIN_CAPABILITIES: call(342, connect.domainCapabilitiesArgs, connect.text),
  CONNECT_GET_ALL_DOMAIN_STATS: call(344, stats.domainStatsArgs, stats.domainStatsReply),
  DOMAIN_GET_FSINFO: call(349, domain.domainFlags, guest.fsInfoReply),
  DOMAIN_INTERFACE_ADDRESSES: call(353, guest.interfaceAddressesArgs, guest.interfaceAddressesReply),
  CONNECT_REGISTER_CLOSE_CALLBACK: call(360, none, none),
  CONNECT_UNREGISTER_CLOSE_CALLBACK: call(361, none, none),
  DOMAIN_GET_GUEST_VCPUS: call(371, domain.domainFlags, guest.guestVcpusReply),
  DOMAIN_GET_GUEST_INFO: call(418, guest.guestInfoArgs, guest.guestInfoReply),
  DOMAIN_AGENT_SET_RESPONSE_TIMEOUT: call(420, guest.agentTimeoutArgs, connect.number),
  DOMAIN_GET_MESSAGES: call(426, domain.domainFlags, domain.messages),
  DOMAIN_START_DIRTY_RATE_CALC: call(427, domain.memoryPeriodArgs, none),
  QEMU_DOMAIN_AGENT_COMMAND: call(3, guest.agentCommandArgs, guest.agentCommandReply, PROGRAM.qemu),
} as const;

export type ProcedureName = keyof typeof procedures;
export type ArgsOf<P> = P extends Procedure<infer A, infer _R> ? A : never;
export type ReplyOf<P> = P extends Procedure<infer _A, infer R> ? R : never;

const byNumber = new Map(
  Object.entries(procedures).map(([name, p]) => [`${p.program}:${p.number}`, name as ProcedureName]),
);

/** The name of a procedure, or null for one this package does not speak. */
export function procedureName(program: number, number: number): ProcedureName | null {
  return byNumber.get(`${program}:${number}`) ?? null;
}

const eventsByNumber = new Map(
  Object.entries(event.events).map(([kind, e]) => [e.number as number, kind as event.EventKind]),
);

/** The kind of event a message's procedure number stands for, or null for one not known. */
export function eventKind(number: number): event.EventKind | null {
  return eventsByNumber.get(number) ?? null;
}
