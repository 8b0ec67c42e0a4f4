/**
 * An HTTP server that history is written to or read from: its keys in the configuration, and its credentials.
 *
 * @module
 */
export { serverAccess, type ServerAccess } from './access.ts';
export { serverKeys, type Server } from './config.ts';
