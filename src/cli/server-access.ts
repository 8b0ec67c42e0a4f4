import { readFileSync, statSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { describeSystemError } from '../lib/system-error.ts';
import { CliError } from './error.ts';
import type { Io } from './io.ts';
import { printable } from './printable.ts';
import { fileVariables, type ServerOptions } from './server-option.ts';

/** Where a server is, and what it is shown. */
export interface ServerAccess {
  readonly address: string;
  /** The token of the file; null where none is named. */
  readonly token: string | null;
}

const tokenPattern = /^virtscope_[\w-]{43}$/;
/** Bits of a mode that let others than the owner read. */
const OTHERS_READ = 0o044;

/**
 * Reads the files that the options or the environment name. Certificates of `--ca` are trusted from then on.
 *
 * @throws {CliError} `OPTION_INVALID`
 */
export function serverAccess(
  { server, tokenFile, ca }: ServerOptions,
  { env, stderr }: Pick<Io, 'env' | 'stderr'>,
): ServerAccess {
  const caFile = ca ?? env[fileVariables.ca] ?? '';
  if (caFile !== '') trust(caFile);
  const file = tokenFile ?? env[fileVariables.tokenFile] ?? '';
  if (file === '') return { address: server, token: null };
  const token = (read('token file', file).split('\n', 1)[0] ?? '').trim();
  // What is no token may be another secret: it is neither sent nor shown.
  if (!tokenPattern.test(token)) throw unusable('token file', file, 'its first line is no token');
  if ((statSync(file).mode & OTHERS_READ) !== 0)
    stderr.write(`warning: others can read ${printable(file)}: chmod 600 keeps the token from them\n`);
  return { address: server, token };
}

function trust(file: string): void {
  const text = read('CA file', file);
  const state = 'it has no certificate in PEM';
  // Text without a certificate is taken as none.
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw unusable('CA file', file, state);
  try {
    setDefaultCACertificates([...getCACertificates('default'), text]);
  } catch (error) {
    throw unusable('CA file', file, state, error);
  }
}

function read(what: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unusable(what, file, describeSystemError(error), error);
  }
}

function unusable(what: string, file: string, state: string, cause?: unknown): CliError {
  return new CliError('OPTION_INVALID', `Cannot use ${what} ${file}: ${state}`, { cause });
}
