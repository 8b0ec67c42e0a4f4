import { Command } from 'commander';
import { alarmsCommand } from './alarms/command.ts';
import { backupCommand, restoreCommand } from './backup.ts';
import { checkCommand } from './check/command.ts';
import { configCommand } from './config.ts';
import { domstatsCommand } from './domstats/command.ts';
import { hostsCommand, reloadCommand } from './hosts/command.ts';
import { processIo, type Io } from './io.ts';
import { serveCommand, type Serve } from './serve.ts';
import { tokenCommand } from './token/command.ts';
import { topCommand } from './top/command.ts';
import { watchCommand } from './watch/command.ts';

export interface ProgramOptions {
  readonly serve: Serve;
  readonly version: string;
  /** @default the process's own streams */
  readonly io?: Io;
}

/**
 * The command line of virtscope; `parseAsync()` runs it. Failures go to stderr and the exit code.
 * A command imports what it needs when it runs: `domstats` must start fast, and needs neither YAML nor a schema.
 */
export function createProgram({ serve, version, io = processIo() }: ProgramOptions): Command {
  const program = new Command('virtscope')
    .description('Diagnostic console and statistics engine for people who run virtual machines')
    .version(version)
    .addCommand(serveCommand(io, serve))
    .addCommand(hostsCommand(io))
    .addCommand(reloadCommand(io))
    .addCommand(topCommand(io))
    .addCommand(watchCommand(io))
    .addCommand(alarmsCommand(io))
    .addCommand(checkCommand(io))
    .addCommand(domstatsCommand(io))
    .addCommand(tokenCommand(io))
    .addCommand(backupCommand(io))
    .addCommand(restoreCommand(io))
    .addCommand(configCommand(io));
  for (const command of allCommands(program)) {
    command.configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    });
  }
  return program;
}

/** A command and those below it. */
export function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}
