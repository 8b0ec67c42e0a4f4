/**
 * The door: which client a request is of, and what it may do.
 *
 * @module
 */
export { LiveCertificate } from './tls/live-certificate.ts';
export { TokenFiles, type DamagedFile } from './tokens/token-files.ts';
export type { TokenRecord, TokenRequest } from './tokens/record.ts';
export { LastUses } from './tokens/last-uses.ts';
export { TokenStore } from './tokens/token-store.ts';
export { openAccess, type Access, type AccessRequest } from './access.ts';
