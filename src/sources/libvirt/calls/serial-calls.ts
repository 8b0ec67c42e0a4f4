import { LibvirtError, ProtocolError } from '@virtscope/libvirt';
import { within } from '../../../lib/async/deadline.ts';
import type { Clock } from '../../../model/clock.ts';
import { CallLimiter } from './call-limiter.ts';

/** Calls of one kind, one at a time: one that is late is left alone until it is answered, and none is sent in its place. */
export class SerialCalls {
  readonly #clock: Clock;
  readonly #limiter: CallLimiter;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#limiter = new CallLimiter(1, clock);
  }

  /** Calls that are late and not answered. */
  get overdue(): number {
    return this.#limiter.overdue;
  }

  /**
   * Sends a call, without a deadline of its own; null when it is not answered before monotonic time `until`, the
   * connection was lost, or the call before it is still under way.
   */
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
export const noDeadline = { deadlineMs: Infinity };
