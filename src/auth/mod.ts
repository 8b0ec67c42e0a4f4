/**
 * The door: where a request comes from, which identity it has, and what is kept about that.
 *
 * @module
 */
export { LiveCertificate } from './tls/live-certificate.ts';
export { Access, type AccessOptions } from './access.ts';
export { AuditLog, MAX_ENTRIES, type AuditAction, type AuditEntry } from './audit-log.ts';
export type { AccessRequest, Client } from './client.ts';
export { cookieOf, setCookie } from './login-cookie.ts';
export { TokenFiles, type DamagedFile } from './tokens/token-files.ts';
export { describeToken, type TokenRecord, type TokenRequest } from './tokens/record.ts';
export { LastUses } from './tokens/last-uses.ts';
export { TokenStore } from './tokens/token-store.ts';
