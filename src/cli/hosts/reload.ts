import { withHint } from '../http-client.ts';
import type { Io } from '../io.ts';
import { printable } from '../printable.ts';
import type { ServerOptions } from './command.ts';
import { HostsServer } from './server.ts';

/** Prints what a reload changed. */
export async function reload(options: ServerOptions, { stdout }: Io): Promise<void> {
  const { added, removed, changed, restart } = await withHint(new HostsServer(options.server).reload());
  const lines = [
    ...added.map((id) => `added ${id}`),
    ...removed.map((id) => `removed ${id}`),
    ...changed.map((id) => `changed ${id}`),
    ...restart.map((key) => `${key} is in effect after a restart`),
  ];
  if (lines.length === 0) lines.push('nothing has changed');
  for (const line of lines) stdout.write(`${printable(line)}\n`);
}
