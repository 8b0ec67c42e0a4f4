const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the quota is used up',
  EADDRINUSE: 'the address is in use',
  EADDRNOTAVAIL: 'this machine has no such address',
  EISDIR: 'it is a directory',
  ENOENT: 'no such file',
  ENOTDIR: 'something that is no directory has that name',
  ENOSPC: 'no space is left',
  EPERM: 'not allowed',
  EROFS: 'the file system is read-only',
};

/** Kinds of failure to write, for programs. */
export type WriteFailure = 'disk-full' | 'read-only' | 'failing';

const writeFailures: Readonly<Record<string, WriteFailure>> = {
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
};

/** What kind of failure to write an error of the system is. */
export function writeFailureOf(error: unknown): WriteFailure {
  return writeFailures[(error as NodeJS.ErrnoException).code ?? ''] ?? 'failing';
}

/**
 * An error of the system in words; others keep their message. `own` has words that fit one place better.
 *
 * @example
 * import assert from 'node:assert/strict';
 * import { describeSystemError } from './system-error.ts';
 * const error = Object.assign(new Error('open /etc/shadow'), { code: 'EACCES' });
 * assert.equal(describeSystemError(error), 'permission denied');
 * assert.equal(describeSystemError(error, { EACCES: 'not readable' }), 'not readable');
 * assert.equal(describeSystemError(new Error('it is broken')), 'it is broken');
 */
export function describeSystemError(error: unknown, own: Readonly<Record<string, string>> = {}): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return own[code ?? ''] ?? words[code ?? ''] ?? message;
}
