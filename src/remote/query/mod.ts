/**
 * Rows older than our own, from an engine that has Prometheus' HTTP API.
 *
 * @module
 */
export type { RemoteQueryStatus } from './engine-health.ts';
export type { RemoteQueryOptions } from './options.ts';
export { RemoteEngine } from './remote-engine.ts';
export { RemoteHistory, type RemoteHistoryOptions } from './remote-history.ts';
