import { Command } from 'commander';
import { guard } from '../error.ts';
import type { Io } from '../io.ts';
import { withServer, type ServerOptions } from '../server-option.ts';

export interface AddOptions extends ServerOptions {
  readonly name?: string;
  readonly interval?: string;
  readonly test: boolean;
}

/** `virtscope hosts`: the hypervisors that a running server reads. */
export function hostsCommand(io: Io): Command {
  const command = new Command('hosts').description(
    'list, add, remove and test the hypervisors that a server reads',
  );
  const run = () => import('./run.ts');
  withServer(command.command('list'))
    .description('print every hypervisor with its state, its host and where it is configured')
    .option('--json', 'print the list as the server gives it')
    .action((options: ServerOptions & { readonly json?: true }) =>
      guard(io, async () => (await run()).list(options, io)),
    );
  withServer(command.command('add'))
    .description('test a hypervisor and read it, from now on and after every restart')
    .argument('<uri>', 'such as qemu+ssh://user@host/system')
    .option('--name <name>', 'its name; the host of the URI by default')
    .option('--interval <duration>', "such as 10s, between two polls; the server's by default")
    .option('--no-test', 'add it without a test, or although that fails')
    .action((uri: string, options: AddOptions) => guard(io, async () => (await run()).add(uri, options, io)));
  withServer(command.command('remove'))
    .description('end the reading of a hypervisor that was added; its history stays')
    .argument('<name>', 'as in the list')
    .action((name: string, options: ServerOptions) =>
      guard(io, async () => (await run()).remove(name, options, io)),
    );
  withServer(command.command('test'))
    .description('try a hypervisor step by step, as the server reaches it; exit with 1 if a step fails')
    .argument('<uri>', 'a URI, or the name of one that is configured')
    .action((uri: string, options: ServerOptions) =>
      guard(io, async () => (await run()).test(uri, options, io)),
    );
  return command;
}

/** `virtscope reload`: a running server reads its configuration files again. */
export function reloadCommand(io: Io): Command {
  return withServer(new Command('reload'))
    .description('let a server read its configuration files again; where one is wrong nothing changes')
    .action((options: ServerOptions) =>
      guard(io, async () => (await import('./reload.ts')).reload(options, io)),
    );
}
