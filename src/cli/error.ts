import { InputError } from '../model/error.ts';
import type { Io } from './io.ts';
import { printable } from './printable.ts';

export type CliErrorCode =
  | 'DOMAIN_UNKNOWN'
  | 'HYPERVISOR_FAILED'
  | 'NO_ANSWER'
  | 'OPTION_INVALID'
  | 'SERVER_ABSENT'
  | 'SERVER_FAILED'
  | 'TERMINAL_NEEDED'
  | 'TEST_FAILED';

/** A command failed. The message may have several lines. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;

  constructor(code: CliErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Runs a command: an error that a person can act on goes to stderr and exits with 1, a bug is rethrown. */
export async function guard(io: Io, command: () => void | Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof CliError || error instanceof InputError)) throw error;
    for (const line of error.message.split('\n')) io.stderr.write(`error: ${printable(line)}\n`);
    io.setExitCode(1);
  }
}
