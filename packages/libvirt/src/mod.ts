/**
 * The libvirt remote protocol in pure TypeScript: inventory, bulk statistics and events of a daemon.
 *
 * @module
 */
export { open, type OpenOptions, type OpenPhase } from './open.ts';
export { LibvirtClient, type BlockInfo, type ControlInfo, type DomainInfo } from './client.ts';
export { Connection, type CallOptions, type ConnectionOptions } from './connection.ts';
export type { CallObserver, CallOutcome, FinishedCall } from './observer.ts';
export { Domain } from './domain.ts';
export * from './error.ts';
export { ForeignProtocolError } from './foreign.ts';
export { SshError } from './ssh/error.ts';
export type { SshFailureCode } from './ssh/failures.ts';
export type { SshTarget } from './ssh/target.ts';
export { EventStream, type DomainEvent, type EventOptions } from './events.ts';
export * from './lifecycle.ts';
export { parseUri, type LibvirtUri, type UriOptions } from './uri.ts';
export { connectTransport, type TlsOptions, type TransportOptions } from './transport.ts';
export type { Timers } from './timers.ts';
export type { DomainCpuTime, Vcpu } from './calls/domain.ts';
export { ADDRESS_SOURCE, GUEST_INFO, type AddressSource, type GuestInterface } from './calls/guest.ts';
export {
  BLOCK_JOBS,
  JOB_OPERATIONS,
  SNAPSHOT_FLAG,
  type BlockJob,
  type BlockJobKind,
  type JobOperation,
  type JobStats,
} from './calls/job.ts';
export type { NodeInfo, NodeStats } from './calls/host.ts';
export type { DomainStats } from './calls/stats.ts';
export type { WireDomain } from './codec/domain.ts';
export type { EventKind } from './codec/event.ts';
export { PARAM_TYPE, type ParamType, type ParamValue, type TypedParam } from './codec/typed-param.ts';
export { formatUuid, parseUuid } from './codec/uuid.ts';
export * from './stats/groups.ts';
export { NameTable } from './stats/name-table.ts';
export { printDomainStats, printValue } from './stats/print.ts';
export { DomainView, scanDomainStats, StatsScanner, type StatsSink } from './stats/scan.ts';
export {
  resolveField,
  STATS_SCHEMA,
  type FieldKind,
  type FieldSchema,
  type FieldUnit,
  type ResolvedField,
} from './stats/schema.ts';
export { tree, type StatsItem, type StatsNode, type StatsTree } from './stats/tree.ts';
