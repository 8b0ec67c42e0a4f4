/**
 * The configuration: what may be said, by whom it was said, and what is in effect.
 *
 * @module
 */
export { type ArchiveSetting } from './archives.ts';
export { checkConfig } from './check-config.ts';
export type { Address } from './address.ts';
export type { Config } from './config.ts';
export { formatDuration, parseDuration } from './duration.ts';
export { explain } from './explain.ts';
export { inspectConfig, loadConfig, type Loaded, type LoadOptions } from './load.ts';
export { nearest } from './nearest.ts';
export type { ConfigProblem, Setting } from './problem.ts';
export { rawFields, type RawFields } from './raw-fields.ts';
export { remoteAccess, type RemoteAccess } from './remote-access.ts';
export type { Environment } from './state-dir.ts';
