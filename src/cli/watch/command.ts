import { Command } from 'commander';
import { guard } from '../error.ts';
import type { Io } from '../io.ts';
import { withServer, type ServerOptions } from '../server-option.ts';

export interface WatchOptions extends ServerOptions {
  readonly json?: true;
}

/** `virtscope watch`: what happens, as it happens. */
export function watchCommand(io: Io): Command {
  const command = new Command('watch').description(
    'print what happens, as it happens, until it is interrupted',
  );
  withServer(command.command('messages'))
    .argument('[filter]', 'only those that it is true of: refused, "outcome != \'ok\' || latency > 0.5"')
    .description('print the newest calls that the server has made and served, and each one as it ends')
    .option('--json', 'print each as an object of the server, one a line, and notes on standard error')
    .action((filter: string | undefined, options: WatchOptions) =>
      guard(io, async () => {
        const { watchMessages } = await import('./run.ts');
        await watchMessages({ ...options, filter: filter ?? null }, io);
      }),
    );
  return command;
}
