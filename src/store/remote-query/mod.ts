/**
 * Rows older than our own, from an engine that has Prometheus' HTTP API.
 *
 * @module
 */
export type { RemoteQueryStatus } from './health.ts';
export { joinHistory, type OwnHistory } from './join.ts';
export type { RemoteQueryOptions } from './options.ts';
export { RemoteEngine, type RemoteQuestion, type RemoteRows } from './remote-engine.ts';
