/**
 * The configuration: joins the sections that sources and features export, and loads what is in effect.
 *
 * @module
 */
export { checkConfig, explain, type Config } from './config.ts';
export { inspectConfig, loadConfig, type Loaded, type LoadOptions } from './load.ts';
export { checkInterval, checkName, nameOf } from './sources.ts';
export type { Environment } from './state-dir.ts';
