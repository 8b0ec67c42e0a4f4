import * as auth from './codec/auth.ts';
import { none, type Codec } from './codec/codec.ts';
import * as connect from './codec/connect.ts';
import * as device from './codec/device.ts';
import * as domain from './codec/domain.ts';
import * as event from './codec/event.ts';
import * as guest from './codec/guest.ts';
import * as inventory from './codec/inventory.ts';
import * as net from './codec/network.ts';
import * as node from './codec/node.ts';
import * as snapshot from './codec/snapshot.ts';
import * as stats from './codec/stats.ts';
import * as storage from './codec/storage.ts';
import * as tuning from './codec/tuning.ts';
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
  CONNECT_GET_MAX_VCPUS: call(5, node.maxVcpusArgs, connect.number),
  NODE_GET_INFO: call(6, none, node.nodeInfo),
  CONNECT_GET_CAPABILITIES: call(7, none, connect.text),
  DOMAIN_GET_XML_DESC: call(14, domain.domainFlags, connect.text),
  DOMAIN_GET_AUTOSTART: call(15, domain.domainArgs, connect.number),
  DOMAIN_GET_INFO: call(16, domain.domainArgs, domain.domainInfo),
  DOMAIN_GET_MAX_MEMORY: call(17, domain.domainArgs, domain.memory),
  DOMAIN_GET_MAX_VCPUS: call(18, domain.domainArgs, connect.number),
  DOMAIN_GET_OS_TYPE: call(19, domain.domainArgs, connect.text),
  DOMAIN_GET_VCPUS: call(20, domain.vcpusArgs, domain.vcpusReply),
  CONNECT_LIST_DEFINED_DOMAINS: call(21, inventory.listArgs, inventory.namesReply),
  DOMAIN_LOOKUP_BY_ID: call(22, connect.number, domain.domainReply),
  DOMAIN_LOOKUP_BY_NAME: call(23, connect.text, domain.domainReply),
  DOMAIN_LOOKUP_BY_UUID: call(24, domain.uuidArgs, domain.domainReply),
  CONNECT_NUM_OF_DEFINED_DOMAINS: call(25, none, connect.number),
  CONNECT_LIST_DEFINED_NETWORKS: call(36, inventory.listArgs, inventory.namesReply),
  CONNECT_LIST_DOMAINS: call(37, inventory.listArgs, inventory.idsReply),
  CONNECT_LIST_NETWORKS: call(38, inventory.listArgs, inventory.namesReply),
  NETWORK_LOOKUP_BY_NAME: call(46, connect.text, inventory.namedReply),
  NETWORK_LOOKUP_BY_UUID: call(47, domain.uuidArgs, inventory.namedReply),
  CONNECT_NUM_OF_DEFINED_NETWORKS: call(50, none, connect.number),
  CONNECT_NUM_OF_DOMAINS: call(51, none, connect.number),
  CONNECT_NUM_OF_NETWORKS: call(52, none, connect.number),
  DOMAIN_GET_SCHEDULER_TYPE: call(56, domain.domainArgs, tuning.schedulerTypeReply),
  DOMAIN_GET_SCHEDULER_PARAMETERS: call(57, tuning.schedulerArgs, tuning.paramsOnlyReply),
  CONNECT_GET_HOSTNAME: call(59, none, connect.text),
  CONNECT_SUPPORTS_FEATURE: call(60, connect.featureArgs, connect.featureReply),
  DOMAIN_BLOCK_STATS: call(64, device.blockStatsArgs, device.blockStatsReply),
  DOMAIN_INTERFACE_STATS: call(65, device.interfaceStatsArgs, device.interfaceStatsReply),
  AUTH_LIST: call(66, none, auth.authListReply),
  AUTH_SASL_INIT: call(67, none, auth.saslInitReply),
  AUTH_SASL_START: call(68, auth.saslStartArgs, auth.saslReply),
  AUTH_SASL_STEP: call(69, auth.saslStepArgs, auth.saslReply),
  AUTH_POLKIT: call(70, none, auth.polkitReply),
  CONNECT_NUM_OF_STORAGE_POOLS: call(71, none, connect.number),
  CONNECT_LIST_STORAGE_POOLS: call(72, inventory.listArgs, inventory.namesReply),
  CONNECT_NUM_OF_DEFINED_STORAGE_POOLS: call(73, none, connect.number),
  CONNECT_LIST_DEFINED_STORAGE_POOLS: call(74, inventory.listArgs, inventory.namesReply),
  STORAGE_POOL_LOOKUP_BY_NAME: call(84, connect.text, inventory.namedReply),
  STORAGE_POOL_LOOKUP_BY_UUID: call(85, domain.uuidArgs, inventory.namedReply),
  STORAGE_POOL_GET_INFO: call(87, storage.storagePoolArgs, storage.storagePoolInfo),
  STORAGE_VOL_LOOKUP_BY_PATH: call(97, connect.text, inventory.storageVolumeReply),
  NODE_GET_CELLS_FREE_MEMORY: call(101, node.cellsFreeMemoryArgs, node.cellsFreeMemoryReply),
  NODE_GET_FREE_MEMORY: call(102, none, node.freeMemory),
  CONNECT_GET_URI: call(110, none, connect.text),
  NODE_NUM_OF_DEVICES: call(111, node.devicesArgs, connect.number),
  NODE_LIST_DEVICES: call(112, node.listDevicesArgs, inventory.namesReply),
  NODE_DEVICE_LOOKUP_BY_NAME: call(113, connect.text, inventory.nodeDeviceReply),
  DOMAIN_GET_SECURITY_LABEL: call(121, domain.domainArgs, node.securityLabel),
  NODE_GET_SECURITY_MODEL: call(122, none, node.securityModel),
  CONNECT_NUM_OF_INTERFACES: call(126, none, connect.number),
  CONNECT_LIST_INTERFACES: call(127, inventory.listArgs, inventory.namesReply),
  INTERFACE_LOOKUP_BY_NAME: call(128, connect.text, inventory.hostInterfaceReply),
  CONNECT_NUM_OF_DEFINED_INTERFACES: call(137, none, connect.number),
  CONNECT_LIST_DEFINED_INTERFACES: call(138, inventory.listArgs, inventory.namesReply),
  CONNECT_NUM_OF_SECRETS: call(139, none, connect.number),
  CONNECT_LIST_SECRETS: call(140, inventory.listArgs, inventory.namesReply),
  SECRET_LOOKUP_BY_UUID: call(141, domain.uuidArgs, inventory.secretReply),
  CONNECT_IS_SECURE: call(149, none, connect.number),
  DOMAIN_IS_ACTIVE: call(150, domain.domainArgs, connect.number),
  DOMAIN_IS_PERSISTENT: call(151, domain.domainArgs, connect.number),
  CONNECT_GET_LIB_VERSION: call(157, none, connect.version),
  DOMAIN_MEMORY_STATS: call(159, domain.memoryStatsArgs, domain.memoryStatsReply),
  DOMAIN_GET_JOB_INFO: call(163, domain.domainArgs, domain.jobInfo),
  NWFILTER_LOOKUP_BY_NAME: call(175, connect.text, inventory.namedReply),
  CONNECT_NUM_OF_NWFILTERS: call(178, none, connect.number),
  CONNECT_LIST_NWFILTERS: call(179, inventory.listArgs, inventory.namesReply),
  DOMAIN_HAS_MANAGED_SAVE_IMAGE: call(183, domain.domainFlags, connect.number),
  DOMAIN_SNAPSHOT_GET_XML_DESC: call(186, snapshot.snapshotXmlArgs, connect.text),
  DOMAIN_SNAPSHOT_NUM: call(187, domain.domainFlags, connect.number),
  DOMAIN_SNAPSHOT_LIST_NAMES: call(188, snapshot.snapshotNamesArgs, inventory.namesReply),
  DOMAIN_SNAPSHOT_LOOKUP_BY_NAME: call(189, snapshot.snapshotArgs, snapshot.snapshotReply),
  DOMAIN_HAS_CURRENT_SNAPSHOT: call(190, domain.domainFlags, connect.number),
  DOMAIN_SNAPSHOT_CURRENT: call(191, domain.domainFlags, snapshot.snapshotReply),
  DOMAIN_GET_BLOCK_INFO: call(194, device.blockInfoArgs, device.blockInfoReply),
  DOMAIN_GET_MEMORY_PARAMETERS: call(198, tuning.paramsArgs, tuning.paramsReply),
  DOMAIN_GET_VCPUS_FLAGS: call(200, domain.domainFlags, connect.number),
  DOMAIN_IS_UPDATED: call(202, domain.domainArgs, connect.number),
  DOMAIN_GET_BLKIO_PARAMETERS: call(206, tuning.paramsArgs, tuning.paramsReply),
  DOMAIN_GET_STATE: call(212, domain.domainFlags, domain.domainState),
  DOMAIN_GET_SCHEDULER_PARAMETERS_FLAGS: call(223, tuning.paramsArgs, tuning.paramsOnlyReply),
  NODE_GET_CPU_STATS: call(227, node.nodeCpuStatsArgs, node.nodeStatsReply),
  NODE_GET_MEMORY_STATS: call(228, node.nodeMemoryStatsArgs, node.nodeStatsReply),
  DOMAIN_GET_CONTROL_INFO: call(229, domain.domainFlags, domain.controlInfo),
  DOMAIN_GET_VCPU_PIN_INFO: call(230, tuning.vcpuPinArgs, tuning.pinReply),
  DOMAIN_GET_BLOCK_JOB_INFO: call(238, tuning.blockJobArgs, tuning.blockJobReply),
  DOMAIN_BLOCK_STATS_FLAGS: call(243, device.blockStatsFlagsArgs, device.blockStatsFlagsReply),
  DOMAIN_GET_BLOCK_IO_TUNE: call(253, tuning.diskParamsArgs, tuning.paramsReply),
  DOMAIN_GET_NUMA_PARAMETERS: call(255, tuning.paramsArgs, tuning.paramsReply),
  DOMAIN_GET_INTERFACE_PARAMETERS: call(257, tuning.deviceParamsArgs, tuning.paramsReply),
  DOMAIN_GET_CPU_STATS: call(262, domain.domainCpuStatsArgs, domain.domainCpuStatsReply),
  DOMAIN_GET_DISK_ERRORS: call(263, device.diskErrorsArgs, device.diskErrorsReply),
  DOMAIN_GET_METADATA: call(265, domain.metadataArgs, connect.text),
  CONNECT_LIST_ALL_DOMAINS: call(273, domain.listAllDomainsArgs, domain.listAllDomainsReply),
  DOMAIN_LIST_ALL_SNAPSHOTS: call(274, snapshot.listAllSnapshotsArgs, snapshot.listAllSnapshotsReply),
  DOMAIN_GET_HOSTNAME: call(277, domain.domainFlags, connect.text),
  DOMAIN_GET_SECURITY_LABEL_LIST: call(278, domain.domainArgs, node.securityLabels),
  DOMAIN_GET_EMULATOR_PIN_INFO: call(280, tuning.emulatorPinArgs, tuning.pinReply),
  CONNECT_LIST_ALL_STORAGE_POOLS: call(
    281,
    storage.listAllStoragePoolsArgs,
    storage.listAllStoragePoolsReply,
  ),
  CONNECT_LIST_ALL_NETWORKS: call(283, inventory.listAllArgs, inventory.listAllNamedReply),
  CONNECT_LIST_ALL_INTERFACES: call(284, inventory.listAllArgs, inventory.listAllHostInterfacesReply),
  CONNECT_LIST_ALL_NODE_DEVICES: call(285, inventory.listAllArgs, inventory.listAllNodeDevicesReply),
  CONNECT_LIST_ALL_NWFILTERS: call(286, inventory.listAllArgs, inventory.listAllNamedReply),
  CONNECT_LIST_ALL_SECRETS: call(287, inventory.listAllArgs, inventory.listAllSecretsReply),
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
  DOMAIN_GET_IOTHREAD_INFO: call(351, domain.domainFlags, tuning.ioThreadsReply),
  DOMAIN_INTERFACE_ADDRESSES: call(353, guest.interfaceAddressesArgs, guest.interfaceAddressesReply),
  CONNECT_REGISTER_CLOSE_CALLBACK: call(360, none, none),
  CONNECT_UNREGISTER_CLOSE_CALLBACK: call(361, none, none),
  DOMAIN_GET_PERF_EVENTS: call(365, domain.domainFlags, tuning.paramsOnlyReply),
  DOMAIN_GET_GUEST_VCPUS: call(371, domain.domainFlags, guest.guestVcpusReply),
  DOMAIN_GET_LAUNCH_SECURITY_INFO: call(396, domain.domainFlags, tuning.paramsOnlyReply),
  CONNECT_LIST_ALL_NWFILTER_BINDINGS: call(401, inventory.listAllArgs, inventory.listAllFilterBindingsReply),
  DOMAIN_LIST_ALL_CHECKPOINTS: call(413, snapshot.listAllSnapshotsArgs, snapshot.listAllSnapshotsReply),
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
