import { systemClock } from '../../model/clock.ts';
import type { Selector } from '../../model/select/mod.ts';
import { CliError } from '../error.ts';
import { withHint } from '../http-client.ts';
import type { Io } from '../io.ts';
import { serverAccess } from '../server-access.ts';
import { printable, printableJson } from '../printable.ts';
import type { TopOptions } from './command.ts';
import { Live } from './live.ts';
import { notesOf } from './notes.ts';
import { paintOf } from '../terminal/paint.ts';
import { renderOnce } from './render.ts';
import { readSelector } from './selection.ts';
import { Server } from './server.ts';
import { summary } from './summary.ts';
import { initialView } from './view.ts';

/**
 * Shows the VMs of a server until a key ends it, or once.
 *
 * @throws {CliError} `SERVER_ABSENT`, `SERVER_FAILED`, `OPTION_INVALID` or `TERMINAL_NEEDED`.
 */
export async function runTop(options: TopOptions, io: Io): Promise<void> {
  const server = new Server(serverAccess(options, io));
  const select = options.select || options.filter;
  const { selector, problem } = readSelector(select);
  if (problem !== null) throw new CliError('OPTION_INVALID', problem);
  const { stdin, stdout } = io;
  if (options.json)
    return void stdout.write(`${printableJson(await withHint(server.tableText(selector, select)))}\n`);
  if (options.once) return once(server, { ...options, select, selector }, io);
  if (!stdin.isTTY || !stdout.isTTY) {
    throw new CliError('TERMINAL_NEEDED', 'Cannot show top: not on a terminal; use --once or --json');
  }
  // Asked before the terminal is taken: a server that is absent is one line, not a screen.
  const status = await withHint(server.status());
  const view = {
    ...initialView,
    sort: options.sort,
    reverse: options.reverse,
    filter: select,
    applied: select,
  };
  await new Live(server, status, view, paintOf(io), systemClock).run(io);
}

async function once(
  server: Server,
  options: TopOptions & { readonly selector: Selector | null },
  io: Io,
): Promise<void> {
  const status = await withHint(server.status());
  const table = await server.table(options.selector);
  const hostNames = await server.hostNames().catch(() => new Map<string, string>());
  const reading = { table, now: status.now, hostNames };
  const width = io.stdout.isTTY ? (io.stdout.columns ?? 80) : Infinity;
  const lines = [
    summary({ reading, isDemo: status.demo }, width),
    ...notesOf(status).map(printable),
    ...renderOnce(reading, options, options.select, width, paintOf(io)),
  ];
  io.stdout.write(`${lines.join('\n')}\n`);
}
