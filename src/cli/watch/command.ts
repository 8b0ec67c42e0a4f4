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
  withFilter(command.command('messages'), 'refused, "outcome != \'ok\' || latency > 0.5"')
    .description('print the newest calls that the server has made and served, and each one as it ends')
    .action((filter: string | undefined, options: WatchOptions) =>
      guard(io, async () => {
        const [{ watch }, { messages }] = await Promise.all([import('./run.ts'), import('./messages.ts')]);
        await watch(messages, { ...options, filter: filter ?? null }, io);
      }),
    );
  withFilter(command.command('logs'), 'denied, "vm == \'db1\' && severity <= 3"')
    .description('print the newest lines of the logs that the server reads, and each one as it is written')
    .action((filter: string | undefined, options: WatchOptions) =>
      guard(io, async () => {
        const [{ watch }, { logs }] = await Promise.all([import('./run.ts'), import('./logs.ts')]);
        await watch(logs, { ...options, filter: filter ?? null }, io);
      }),
    );
  return command;
}

function withFilter(command: Command, examples: string): Command {
  return withServer(command)
    .argument('[filter]', `only those that it is true of: ${examples}`)
    .option('--json', 'print each as an object of the server, one a line, and notes on standard error');
}
