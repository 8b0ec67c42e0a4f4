import { describeSystemError } from '../../lib/system-error.ts';
import { open } from 'node:fs/promises';
import { InputError } from '../../model/error.ts';
import type { Server } from './config.ts';

/** What is sent to a server with every request. */
export interface ServerAccess {
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Reads the header Authorization, where there is a file for it: before every request, so that a token may be renewed.
   *
   * @throws {InputError} CONFIG_INVALID when the file cannot be read, or does not begin with a header's value.
   */
  readonly authorization?: () => Promise<string>;
}

export function serverAccess({ authorizationFile: path, tenant }: Server): ServerAccess {
  const headers: Record<string, string> = tenant === null ? {} : { 'X-Scope-OrgID': tenant };
  return path === null ? { headers } : { headers, authorization: () => firstLine(path) };
}

/** Bytes that are read; a token is some hundreds. */
const longest = 16 * 1024;

async function firstLine(path: string): Promise<string> {
  const fail = (state: string, cause?: unknown): never => {
    throw new InputError('CONFIG_INVALID', `Cannot read ${path}: ${state}`, { cause });
  };
  const text = await opening(path).catch((error: unknown) => fail(describeSystemError(error), error));
  const line = text.split('\n', 1)[0]?.trim() ?? '';
  // What else a header may not have must not be shown either.
  return /^[\x21-\x7E]+(?: +[\x21-\x7E]+)*$/.test(line)
    ? line
    : fail('its first line is no value of the header Authorization');
}

async function opening(path: string): Promise<string> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(longest), 0, longest, 0);
  return buffer.toString('utf8', 0, bytesRead);
}
