import { resolve } from 'node:path';
import { Command } from 'commander';
import { guard } from './error.ts';
import type { Io } from './io.ts';
import { stateDirOf, withState, type StateOptions } from './state-option.ts';

interface HistoryOptions extends StateOptions {
  readonly demo?: boolean;
}

/** `virtscope backup`: a copy of the history, whether virtscope runs or not. */
export function backupCommand(io: Io): Command {
  return historyCommand('backup')
    .description('copy the history to a new directory, also while virtscope runs')
    .argument('<directory>', 'where to; it must not be there yet')
    .action((directory: string, options: HistoryOptions) =>
      guard(io, async () => {
        const { backupHistory, DEMO_HISTORY, HISTORY } = await import('../store/mod.ts');
        const to = resolve(directory);
        const files = counter();
        const name = options.demo ? DEMO_HISTORY : HISTORY;
        await backupHistory(await stateDirOf(options), to, files.count, name);
        io.stdout.write(`copied ${files.text()} to ${to}\n`);
      }),
    );
}

/** `virtscope restore`: puts such a copy back. */
export function restoreCommand(io: Io): Command {
  return historyCommand('restore')
    .description('put a copy of the history back; where there is a history, move it away first')
    .argument('<directory>', 'what virtscope backup made')
    .action((directory: string, options: HistoryOptions) =>
      guard(io, async () => {
        const { restoreHistory, DEMO_HISTORY, HISTORY } = await import('../store/mod.ts');
        const stateDir = await stateDirOf(options);
        const files = counter();
        const name = options.demo ? DEMO_HISTORY : HISTORY;
        await restoreHistory(resolve(directory), stateDir, files.count, name);
        io.stdout.write(`restored ${files.text()} to ${stateDir}\n`);
      }),
    );
}

function historyCommand(name: string): Command {
  return withState(new Command(name)).option('--demo', "the demo hypervisor's history, which is kept apart");
}

function counter(): { count: () => void; text: () => string } {
  let files = 0;
  return { count: () => void files++, text: () => `${files} file${files === 1 ? '' : 's'}` };
}
