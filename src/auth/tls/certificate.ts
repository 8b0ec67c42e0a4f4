import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { describeSystemError } from '../../lib/system-error.ts';
import { InputError } from '../../model/error.ts';
import type { CertificateFiles } from './config.ts';
import { secureOptions } from './secure-options.ts';

/** A certificate with its key, as they were read and checked together. */
export interface Certificate {
  /** PEM, with the authorities behind it. */
  readonly cert: string;
  readonly key: string;
  /** Epoch ms. */
  readonly expiresAt: number;
  /** SHA-256, in hexadecimal with colons. */
  readonly fingerprint: string;
  /** Host names, which may begin with `*.`, and IP addresses that it is for. */
  readonly names: readonly string[];
}

/** Bytes of a file at most: a chain has some thousands. */
const LARGEST = 1024 * 1024;

/**
 * Reads a certificate and its key.
 *
 * @param now epoch ms
 * @throws {InputError} `CERTIFICATE_INVALID`: one of them cannot be read or used, they are no pair, or it is not valid now.
 */
export function readCertificate(files: CertificateFiles, now: number): Certificate {
  const cert = read('certificate', files.certificate);
  const key = read('key', files.key);
  const parsed = parseCertificate(cert, files.certificate);
  if (!parsed.checkPrivateKey(parseKey(key, files.key)))
    throw unusable('key', files.key, `it is not the key of the certificate ${files.certificate}`);
  const [from, to] = [parsed.validFromDate, parsed.validToDate];
  if (now < from.getTime())
    throw unusable('certificate', files.certificate, `it is not valid before ${from.toISOString()}`);
  if (now >= to.getTime())
    throw unusable('certificate', files.certificate, `it expired at ${to.toISOString()}`);
  checkUse({ cert, key }, files.certificate);
  return {
    cert,
    key,
    expiresAt: to.getTime(),
    fingerprint: parsed.fingerprint256,
    names: namesOf(parsed),
  };
}

function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  // A name with other characters than these stands in quotes, and is none that a client asks for.
  return Array.from(subjectAltName.matchAll(/(?:^|, )(?:DNS|IP Address):([^",]+)/g), ([, name = '']) => name);
}

function read(what: string, path: string): string {
  try {
    if (statSync(path).size > LARGEST) throw new Error(`it is larger than ${LARGEST / 1024 / 1024} MB`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unusable(what, path, describeSystemError(error), error);
  }
}

function parseCertificate(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw unusable('certificate', path, 'it is no certificate in PEM', error);
  }
}

function parseKey(pem: string, path: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    const state = pem.includes('ENCRYPTED') ? 'it has a passphrase' : 'it is no private key in PEM';
    throw unusable('key', path, state, error);
  }
}

/** What OpenSSL itself refuses, such as a key that is too short. */
function checkUse(pair: { readonly cert: string; readonly key: string }, path: string): void {
  try {
    createSecureContext({ ...secureOptions, ...pair });
  } catch (error) {
    throw unusable('certificate', path, (error as Error).message, error);
  }
}

function unusable(what: string, path: string, state: string, cause?: unknown): InputError {
  return new InputError('CERTIFICATE_INVALID', `Cannot use ${what} ${path}: ${state}`, { cause });
}
