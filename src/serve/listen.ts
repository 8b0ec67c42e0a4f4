import type { createApi } from '../api/mod.ts';
import type { Config } from '../config/mod.ts';
import { describeSystemError } from '../lib/system-error.ts';
import { InputError } from '../model/error.ts';

/** Lets the API listen. Returns its URL. @throws {InputError} `ADDRESS_REFUSED` */
export async function listen(
  api: Awaited<ReturnType<typeof createApi>>,
  { listen: { host, port }, tls }: Config,
): Promise<string> {
  try {
    // Of `localhost` the framework makes two servers, and gives only one of them away for another certificate.
    return await api.listen({ host: tls && host === 'localhost' ? '127.0.0.1' : host, port });
  } catch (error) {
    await api.close();
    const problem = `Cannot listen on ${host}:${port}: ${describeSystemError(error)}`;
    throw new InputError('ADDRESS_REFUSED', problem, { cause: error });
  }
}
