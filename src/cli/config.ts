import { Command } from 'commander';
import { guard } from './error.ts';
import type { Io } from './io.ts';
import { printable } from './printable.ts';

/** `virtscope config check` and `virtscope config explain`. */
export function configCommand(io: Io): Command {
  const command = new Command('config').description('check and explain the configuration');
  const file = ['[file]', 'configuration file instead of those in /etc/virtscope'] as const;
  command
    .command('check')
    .description('print all that is wrong, with file, line and column; exit with 1 if anything is')
    .argument(...file)
    .action((path?: string) => guard(io, () => check(path, io)));
  command
    .command('explain')
    .description('print the configuration in effect, what each key means and where its value came from')
    .argument(...file)
    .action((path?: string) =>
      guard(io, async () => {
        const { explain, loadConfig } = await import('../config/mod.ts');
        io.stdout.write(explain(loadConfig({ file: path })));
      }),
    );
  return command;
}

async function check(path: string | undefined, io: Io): Promise<void> {
  const { checkConfig, inspectConfig } = await import('../config/mod.ts');
  const { config, problems, files } = inspectConfig({ file: path });
  for (const { at, message } of problems) io.stderr.write(`${printable(`${at}: ${message}`)}\n`);
  if (!config) return io.setExitCode(1);
  checkConfig(config);
  io.stdout.write(
    files.length > 0 ? `ok: ${files.join(', ')}\n` : 'ok: no configuration file, defaults are in effect\n',
  );
}
