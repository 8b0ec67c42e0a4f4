const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'the address is in use',
  EADDRNOTAVAIL: 'this machine has no such address',
  EISDIR: 'it is a directory',
  ENOENT: 'no such file',
  ENOTDIR: 'something that is no directory has that name',
  EPERM: 'not allowed',
  EROFS: 'the file system is read-only',
};

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
