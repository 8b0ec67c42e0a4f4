import type { SshFailureCode } from './failures.ts';

export interface SshErrorOptions {
  readonly code: SshFailureCode;
  /** What is wrong, without a full stop. */
  readonly state: string;
  /** What mends it, without a full stop. */
  readonly remedy: string;
  /** The end of what ssh and the host wrote to standard error; bounded. */
  readonly stderr?: string;
  readonly cause?: unknown;
}

/** A daemon cannot be reached by ssh, or no longer. */
export class SshError extends Error {
  override readonly name = 'SshError';
  readonly code: SshFailureCode;
  readonly state: string;
  readonly remedy: string;
  readonly stderr: string;

  /** @param place as `root@host` */
  constructor(place: string, { code, state, remedy, stderr = '', cause }: SshErrorOptions) {
    super(`Cannot reach libvirt at ${place} by ssh: ${state}; ${remedy}`, { cause });
    this.code = code;
    this.state = state;
    this.remedy = remedy;
    this.stderr = stderr;
  }
}
