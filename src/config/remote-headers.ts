import { readFileSync } from 'node:fs';
import { InputError } from '../model/error.ts';
import type { Remote } from './config.ts';

/**
 * What is sent to a server with every request.
 *
 * @throws {InputError} CONFIG_INVALID when the file cannot be read, or does not begin with a header's value.
 */
export function remoteHeaders({ authorizationFile: path, tenant }: Remote): Record<string, string> {
  const headers: Record<string, string> = tenant === null ? {} : { 'X-Scope-OrgID': tenant };
  return path === null ? headers : { ...headers, Authorization: firstLine(path) };
}

function firstLine(path: string): string {
  const fail = (state: string, cause?: unknown): never => {
    throw new InputError('CONFIG_INVALID', `Cannot read ${path}: ${state}`, { cause });
  };
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const words: Readonly<Record<string, string>> = {
      ENOENT: 'no such file',
      EACCES: 'not allowed',
      EISDIR: 'it is a directory',
    };
    return fail(words[code ?? ''] ?? message, error);
  }
  const line = text.split('\n', 1)[0]?.trim() ?? '';
  // What else a header may not have must not be shown either.
  return /^[\x21-\x7E]+(?: +[\x21-\x7E]+)*$/.test(line)
    ? line
    : fail('its first line is no value of the header Authorization');
}
