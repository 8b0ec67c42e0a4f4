/**
 * Rows older than our own, from an engine that has Prometheus' HTTP API.
 *
 * @module
 */
export { joinHistory, type OwnHistory } from './join.ts';
export { remoteQuerySettings, type RemoteQueryOptions } from './options.ts';
export { RemoteEngine, type RemoteQuestion, type RemoteRows } from './remote-engine.ts';
