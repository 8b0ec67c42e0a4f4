import { execFile, type ChildProcess } from 'node:child_process';

import { LabError } from '../error.ts';

/** How {@link run} runs a command. */
export type RunOptions = {
  cwd?: string;
  env?: Record<string, string>;
  /** Kill the command after so many milliseconds; default 60,000. */
  timeoutMs?: number;
};

const running = new Set<ChildProcess>();

/** Ends the commands that run, for a lab that is interrupted. */
export function endCommands(): void {
  for (const child of running) child.kill();
}

/**
 * Runs a command without a shell and resolves with what it wrote to standard output.
 *
 * @throws {LabError} `LAB_COMMAND_FAILED` with the last lines of standard error when it exits other than 0.
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { cwd, env = {}, timeoutMs = 60_000 } = options;
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      args,
      {
        ...(cwd !== undefined && { cwd }),
        // The lab reads what commands print, so their language is fixed.
        env: { ...process.env, LC_ALL: 'C', ...env },
        timeout: timeoutMs,
        maxBuffer: 256 << 20,
      },
      (error, stdout, stderr) => {
        running.delete(child);
        if (error === null) return resolve(stdout);
        const said = stderr.trim().split('\n').slice(-3).join(' / ');
        const state = error.killed ? `no end after ${timeoutMs / 1000} s` : said || error.message;
        reject(
          new LabError('LAB_COMMAND_FAILED', `Cannot run "${[command, ...args].join(' ')}": ${state}`, {
            cause: error,
          }),
        );
      },
    );
    running.add(child);
  });
}
