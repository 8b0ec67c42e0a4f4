import { open, parseUri, type CallObserver, type LibvirtClient } from '@virtscope/libvirt';
import { Gate } from '../../../lib/async/gate.ts';

/**
 * Logins on other machines that begin at one time: a login by ssh is 145 ms of processor time here, and sshd begins to
 * refuse at ten. One that takes longer than its place does not keep out the hosts that are well.
 */
const logins = new Gate({ places: 4, longestMs: 1000 });

export interface OpenOptions {
  readonly readOnly: boolean;
  /** From the beginning of the login on, however long it had to wait for that. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  readonly observer?: CallObserver | undefined;
}

/** Opens a connection to a daemon, on another machine as soon as no more than a few logins begin. */
export async function openDaemon(uri: string, options: OpenOptions): Promise<LibvirtClient> {
  if (!isElsewhere(uri)) return open(uri, options);
  using _place = await logins.enter(options.signal);
  return await open(uri, options);
}

/** Whether a connection to a daemon is a login on another machine. */
export function isElsewhere(uri: string): boolean {
  return parseUri(uri).transport !== 'unix';
}
