import { Command, Option } from 'commander';
import { ROLES, type Role } from '../../model/access/role.ts';
import { guard } from '../error.ts';
import type { Io } from '../io.ts';
import { withState, type StateOptions } from '../state-option.ts';

export interface CreateOptions extends StateOptions {
  readonly role?: Role;
  readonly purpose?: string;
  readonly note: string;
  readonly expires?: string;
}

export interface ListOptions extends StateOptions {
  readonly json?: true;
}

/** `virtscope token`: the tokens of the server whose state directory it is, whether that runs or not. */
export function tokenCommand(io: Io): Command {
  const command = new Command('token').description(
    'create, list and revoke tokens, on the machine of the server',
  );
  const run = () => import('./run.ts');
  withState(command.command('create'))
    .description('print a new token, once: only its hash is kept')
    .addOption(new Option('--role <role>', `what it may do: ${ROLES.join(', ')}`).choices(ROLES))
    .addOption(
      new Option(
        '--purpose <purpose>',
        'the one purpose of a machine: fleet, or report:INSTALLATION',
      ).conflicts('role'),
    )
    .requiredOption('--note <note>', 'what it is for, as the list and the audit log show it')
    .option('--expires <duration>', 'when it ends, such as 90d; never by default')
    .action((options: CreateOptions) => guard(io, async () => (await run()).create(options, io)));
  withState(command.command('list'))
    .description('print every token with its role, its end and its last use; never the token itself')
    .option('--json', 'print the list as JSON, times in epoch seconds')
    .action((options: ListOptions) => guard(io, async () => (await run()).list(options, io)));
  withState(command.command('revoke'))
    .description('end a token at once, and the logins that were made with it')
    .argument('<id>', 'as in the list')
    .action((id: string, options: StateOptions) =>
      guard(io, async () => (await run()).revoke(id, options, io)),
    );
  return command;
}
