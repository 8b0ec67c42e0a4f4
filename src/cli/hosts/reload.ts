import { reloadLines } from '../../model/text/reload.ts';
import { withHint } from '../http-client.ts';
import type { Io } from '../io.ts';
import { printable } from '../printable.ts';
import type { ServerOptions } from './command.ts';
import { HostsServer } from './server.ts';

/** Prints what a reload changed. */
export async function reload(options: ServerOptions, { stdout }: Io): Promise<void> {
  const result = await withHint(new HostsServer(options.server).reload());
  for (const line of reloadLines(result)) stdout.write(`${printable(line)}\n`);
}
