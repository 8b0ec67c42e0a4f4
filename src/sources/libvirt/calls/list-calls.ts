import { LibvirtError, ProtocolError, type LibvirtClient } from '@virtscope/libvirt';
import { within } from '../../../lib/async/deadline.ts';
import type { Clock } from '../../../model/clock.ts';
import { LIST_GROUPS } from '../config.ts';
import { CallLimiter } from './call-limiter.ts';

/** How reading the list went; a sentence when the daemon refused. */
export type ListOutcome = 'read' | 'late' | { readonly refused: string };

/**
 * Calls in the groups that need no monitor: the list of all VMs takes about a millisecond, hung QEMU or not. Such a call
 * can wait for a VM that is being torn down; then it is left alone until it is answered, and none is sent in its place.
 */
export class ListCalls {
  readonly #clock: Clock;
  readonly #limiter: CallLimiter;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#limiter = new CallLimiter(1, clock);
  }

  get overdue(): number {
    return this.#limiter.overdue;
  }

  /**
   * Reads the list of all VMs; `take` gets the reply if it comes before monotonic time `until`.
   * @throws {ProtocolError} when the reply, or what `take` reads in it, makes no sense
   */
  async read(
    client: LibvirtClient,
    until: number,
    take: (payload: Uint8Array, timeMs: number) => void | Promise<void>,
  ): Promise<ListOutcome> {
    const timeMs = this.#clock.monotonic();
    const payload = await this.ask(() => client.getAllDomainStatsRaw(LIST_GROUPS, 0, noDeadline), until);
    if (payload instanceof ProtocolError) throw payload;
    if (payload instanceof LibvirtError) return { refused: payload.message };
    if (payload === null) return 'late';
    await take(payload, timeMs);
    return 'read';
  }

  /** Sends a call that needs no monitor; null when it is late, lost, or the call before it is still under way. */
  async ask<T>(call: () => Promise<T>, until: number): Promise<T | LibvirtError | ProtocolError | null> {
    const limited = await this.#limiter.send(call, until);
    if (!limited) return null;
    await within(limited.answer, until - this.#clock.monotonic(), this.#clock);
    if (!limited.settled) {
      this.#limiter.markOverdue(limited);
      return null;
    }
    return limited.answer.catch((error: unknown) => (isAnswer(error) ? error : null));
  }
}

/** Whether the daemon answered, be it with a refusal or with a reply that makes no sense. */
function isAnswer(error: unknown): error is LibvirtError | ProtocolError {
  return error instanceof LibvirtError || error instanceof ProtocolError;
}

/** The limiter decides how long to wait, not a deadline: a late call goes on in the daemon. */
const noDeadline = { deadlineMs: Infinity };
