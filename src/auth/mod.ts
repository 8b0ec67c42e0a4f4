/**
 * The door: which client a request is of, and what it may do.
 *
 * @module
 */
export { openAccess, type Access, type AccessRequest } from './access.ts';
