import { LibvirtError, ProtocolError, type LibvirtClient } from '@virtscope/libvirt';
import type { Clock } from '../../../model/clock.ts';
import { FREE_GROUPS } from '../config.ts';
import { Slots, within } from './call-limiter.ts';

/** How reading the list went; a sentence when the daemon refused. */
export type FreeOutcome = 'read' | 'late' | { readonly refused: string };

/**
 * The groups that need no monitor, of all VMs in one call: about a millisecond, hung QEMU or not. It can wait for a
 * VM that is being torn down; then it is left alone until it is answered and nothing else is asked in its place.
 */
export class FreeLane {
  readonly #clock: Clock;
  readonly #slots: Slots;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#slots = new Slots(1, clock);
  }

  get overdue(): number {
    return this.#slots.overdue;
  }

  /**
   * Hands over the reply if it comes before monotonic time `until`.
   * @throws {ProtocolError} when the reply, or what `take` reads in it, makes no sense
   */
  async read(
    client: LibvirtClient,
    until: number,
    take: (payload: Uint8Array, timeMs: number) => void | Promise<void>,
  ): Promise<FreeOutcome> {
    const timeMs = this.#clock.monotonic();
    const payload = await this.ask(() => client.getAllDomainStatsRaw(FREE_GROUPS, 0, patient), until);
    if (payload instanceof ProtocolError) throw payload;
    if (payload instanceof LibvirtError) return { refused: payload.message };
    if (payload === null) return 'late';
    await take(payload, timeMs);
    return 'read';
  }

  /** Sends a call that needs no monitor; null when it is late, lost, or the one before it still waits. */
  async ask<T>(call: () => Promise<T>, until: number): Promise<T | LibvirtError | ProtocolError | null> {
    const held = await this.#slots.send(call, until);
    if (!held) return null;
    await within(held.answer, until - this.#clock.monotonic(), this.#clock);
    if (!held.settled) {
      this.#slots.markOverdue(held);
      return null;
    }
    return held.answer.catch((error: unknown) => (isAnswer(error) ? error : null));
  }
}

/** Whether the daemon said something, if only that it will not, or nothing that can be understood. */
function isAnswer(error: unknown): error is LibvirtError | ProtocolError {
  return error instanceof LibvirtError || error instanceof ProtocolError;
}

/** The slot decides how long to wait, not a deadline: what is late goes on in the daemon. */
const patient = { deadlineMs: Infinity };
