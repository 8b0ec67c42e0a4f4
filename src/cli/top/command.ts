import { Command, Option } from 'commander';
import { guard } from '../error.ts';
import { withServer, type ServerOptions } from '../server-option.ts';
import type { Io } from '../io.ts';
import { columnNames } from './columns.ts';

export interface TopOptions extends ServerOptions {
  readonly sort: string;
  readonly reverse: boolean;
  readonly select: string;
  readonly filter: string;
  readonly once?: true;
  readonly json?: true;
}

/** `virtscope top`: the VMs of a running server, live. */
export function topCommand(io: Io): Command {
  return withServer(new Command('top'))
    .description('show VMs live, the busiest first')
    .addOption(new Option('--sort <column>', 'what comes first').choices(columnNames).default('cpu'))
    .option('--reverse', 'the other way round', false)
    .option('--select <selector>', 'only VMs that it asks for: web, is:off, "cpu>80% -host:rack2"', '')
    .option('--filter <selector>', 'the same as --select', '')
    .option('--once', 'print one table and end')
    .addOption(new Option('--json', 'print one table as the server gives it and end').conflicts('once'))
    .action((options: TopOptions) =>
      guard(io, async () => {
        const { runTop } = await import('./run.ts');
        await runTop(options, io);
      }),
    );
}
