import { reloadLines } from '../../model/text/reload.ts';
import { withHint } from '../http-client.ts';
import type { Io } from '../io.ts';
import { printable } from '../printable.ts';
import { serverAccess } from '../server-access.ts';
import type { ServerOptions } from '../server-option.ts';
import { HostsServer } from './server.ts';

/** Prints what a reload changed. */
export async function reload(options: ServerOptions, io: Io): Promise<void> {
  const result = await withHint(new HostsServer(serverAccess(options, io)).reload());
  for (const line of reloadLines(result)) io.stdout.write(`${printable(line)}\n`);
}
