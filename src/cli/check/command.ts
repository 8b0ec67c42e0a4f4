import { Command } from 'commander';
import type { Io } from '../io.ts';
import { withServer, type ServerOptions } from '../server-option.ts';
import { statusLine, STATUSES } from './status.ts';

export interface CheckOptions extends ServerOptions {
  readonly ignoreUnknown?: true;
  /** Seconds. */
  readonly timeout: string;
}

/** `virtscope check`: the light of a VM or a host for Nagios and what reads its plugins. */
export function checkCommand(io: Io): Command {
  const command = new Command('check').description(
    'print the light of a VM or a host as a Nagios plugin: exit with 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN',
  );
  // The exit code of a wrong command line would be that of WARNING.
  command.exitOverride(({ exitCode, message }) => {
    if (exitCode === 0) process.exit(0);
    io.stdout.write(`${statusLine('UNKNOWN', message)}\n`);
    process.exit(STATUSES.indexOf('UNKNOWN'));
  });
  for (const [cls, what] of [
    ['vm', 'VM'],
    ['host', 'host'],
  ] as const) {
    // prettier-ignore
    withServer(command.command(cls))
      .description(`print the light of a ${what}, its raised alarms and the values that its rules look at`)
      .argument('<name>', 'its name or its id')
      .option('--ignore-unknown', 'OK although values are unknown, where nothing is red or amber')
      .option('--timeout <seconds>', 'how long the server may take', '10')
      .action(async (name: string, options: CheckOptions) =>
        (await import('./run.ts')).check(cls, name, options, io),
      );
  }
  return command;
}
