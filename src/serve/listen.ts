import { isIP } from 'node:net';
import type { createApi } from '../api/mod.ts';
import type { LiveCertificate } from '../auth/mod.ts';
import type { Config } from '../config/mod.ts';
import { describeSystemError } from '../lib/system-error.ts';
import { InputError } from '../model/error.ts';

const wildcards = new Set(['0.0.0.0', '::']);

/**
 * Lets the API listen. Returns its URL; where that is every address of the machine, with the first name of the certificate.
 *
 * @throws {InputError} `ADDRESS_REFUSED`
 */
export async function listen(
  api: Awaited<ReturnType<typeof createApi>>,
  { listen: { host, port } }: Config,
  certificate: LiveCertificate | null,
): Promise<string> {
  try {
    // Of `localhost` the framework makes two servers, and gives only one of them away for another certificate.
    const url = new URL(
      await api.listen({ host: certificate && host === 'localhost' ? '127.0.0.1' : host, port }),
    );
    const isName = (name: string): boolean => !name.startsWith('*.') && isIP(name) !== 6;
    const name = certificate?.current.names.find(isName);
    if (name !== undefined && wildcards.has(host)) url.hostname = name;
    return url.origin;
  } catch (error) {
    await api.close();
    const problem = `Cannot listen on ${host}:${port}: ${describeSystemError(error)}`;
    throw new InputError('ADDRESS_REFUSED', problem, { cause: error });
  }
}
