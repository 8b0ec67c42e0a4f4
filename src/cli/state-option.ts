import type { Command } from 'commander';

/** Which state directory is meant. */
export interface StateOptions {
  readonly config?: string;
  readonly state?: string;
}

/** Adds the options of every command that reads or changes the state directory itself. */
export function withState(command: Command): Command {
  return command
    .option('--state <dir>', 'directory of what survives a restart (key state)')
    .option('--config <file>', 'configuration file instead of those in /etc/virtscope');
}

/** @throws {InputError} CONFIG_INVALID */
export async function stateDirOf({ config: file, state }: StateOptions): Promise<string> {
  const { loadConfig } = await import('../config/mod.ts');
  const overrides = state === undefined ? {} : { state: { value: state, origin: '--state' } };
  return loadConfig({ file, overrides }).stateDir;
}
