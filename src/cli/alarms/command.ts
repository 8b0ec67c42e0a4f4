import { Command } from 'commander';
import { guard } from '../error.ts';
import type { Io } from '../io.ts';
import { withServer, type ServerOptions } from '../server-option.ts';

export interface ListOptions extends ServerOptions {
  readonly select?: string;
  readonly json?: true;
  readonly log?: true;
}

export interface AckOptions extends ServerOptions {
  readonly reason?: string;
  readonly undo?: true;
}

export interface SilenceOptions extends ServerOptions {
  readonly select?: string;
  readonly rule: string;
  readonly reason: string;
  readonly for: string;
}

export interface ImportOptions {
  readonly class: string;
  readonly select: string;
  readonly prefix: string;
}

/** `virtscope alarms`: what is red and amber, and what people do about it. */
export function alarmsCommand(io: Io): Command {
  const command = new Command('alarms').description('list, acknowledge and silence the alarms of a server');
  const run = () => import('./run.ts');
  withServer(command.command('list', { isDefault: true }))
    .description('print what is red or amber, the worst first; done where no command is given')
    .option('--select <selector>', 'only of the hosts, VMs and sources that a selector is true of')
    .option('--log', 'print the newest changes of alarms instead, oldest first')
    .option('--json', 'print it as the server gives it')
    .action((options: ListOptions) => guard(io, async () => (await run()).list(options, io)));
  withServer(command.command('ack'))
    .description('acknowledge a raised alarm, until 15 minutes after it has cleared')
    .argument('<id>', 'as in the list')
    .option('--reason <text>', 'what is done about it')
    .option('--undo', 'take the acknowledgement back instead')
    .action((id: string, options: AckOptions) =>
      guard(io, async () => (await run()).acknowledge(id, options, io)),
    );
  withServer(command.command('silence'))
    .description('silence alarms until a time: they are shown, and not sent')
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--for <duration>', 'such as 2h')
    .option('--select <selector>', 'only of the hosts, VMs and sources that a selector is true of')
    .option('--rule <rule>', 'only of a rule, or of several such as vm.*', '*')
    .action((options: SilenceOptions) => guard(io, async () => (await run()).silence(options, io)));
  command
    .command('import-perfmon')
    .description(
      "print the rules that a configuration of XAPI's perfmon means; what they do not keep is said",
    )
    .argument('<file>', 'the XML of other_config:perfmon; - for standard input')
    .requiredOption('--class <class>', 'of the object that has it: VM, host or SR')
    .option('--select <selector>', 'a selector of the objects that have it', '')
    .option('--prefix <id>', 'what the ids of the rules begin with: another for each import', 'perfmon')
    .action((file: string, options: ImportOptions) =>
      guard(io, async () => (await import('./import-perfmon.ts')).importFile(file, options, io)),
    );
  return command;
}
