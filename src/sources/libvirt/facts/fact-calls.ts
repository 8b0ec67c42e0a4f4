import { ProtocolError, type CallOptions, type LibvirtClient } from '@virtscope/libvirt';
import type { Clock } from '../../../model/clock.ts';
import { noDeadline, SerialCalls } from '../calls/serial-calls.ts';

/** What such a call takes is a millisecond; one that opens images waits for their storage. */
const DEADLINE_MS = 5000;

/** Calls about facts that need no QEMU, one at a time and each with its deadline. */
export class FactCalls {
  readonly #calls: SerialCalls;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#calls = new SerialCalls(clock);
  }

  /** Calls that are late and not answered: none is sent in their place. */
  get overdue(): number {
    return this.#calls.overdue;
  }

  /** Null where there is no answer, or the daemon refuses. */
  async ask<T>(client: LibvirtClient, send: (options: CallOptions) => Promise<T>): Promise<T | null> {
    const answer = await this.#calls.ask(() => send(noDeadline), this.#clock.monotonic() + DEADLINE_MS);
    if (answer instanceof ProtocolError) client.connection.fail(answer);
    return answer instanceof Error ? null : answer;
  }
}
