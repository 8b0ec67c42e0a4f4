/**
 * The protocol itself, both directions of every codec: what a server, a relay or a decoder is written with.
 *
 * @module
 */
export * from './xdr-reader.ts';
export * from './xdr-writer.ts';
export * from './frame.ts';
export * from './procedures.ts';
export type { Codec, Value } from './codec/codec.ts';
export { AUTH } from './codec/auth.ts';
export { FEATURE, OPEN_READ_ONLY } from './codec/connect.ts';
export type { WireDomain } from './codec/domain.ts';
export { errorPayload, type ErrorPayload } from './codec/error.ts';
export { connectionClosed, CONNECTION_CLOSED_NUMBER, events, type EventKind } from './codec/event.ts';
export { domainStatsRecord, STATS_LIMIT, type WireStatsRecord } from './codec/stats.ts';
export {
  PARAM_TYPE,
  typedParam,
  type ParamType,
  type ParamValue,
  type TypedParam,
} from './codec/typed-param.ts';
export { formatUuid, parseUuid } from './codec/uuid.ts';
export { ProtocolError } from './error.ts';
